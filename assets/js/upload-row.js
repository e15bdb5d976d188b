// The row of one file on its way, cloned from the form's template so that its words are
// translated. Elements with data-when="state …" show only in those states.
import { announce } from "./bind.js";
import htmx from "./htmx.js";

const UNITS = ["B", "KB", "MB", "GB", "TB"];

function fileSize(bytes) {
  const step = bytes && Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const number = new Intl.NumberFormat(document.documentElement.lang, {
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
  return `${number.format(bytes / 1024 ** step)} ${UNITS[step]}`;
}

export class UploadRow {
  #row;
  #size;

  constructor(form, file) {
    const template = form.querySelector("[data-upload-template]");
    this.#row = template.content.querySelector("[data-upload-row]").cloneNode(true);
    this.#size = file.size;
    this.#find("[data-name]").textContent = file.name;
    for (const labelled of this.#row.querySelectorAll("progress, [data-abort], [data-pause]")) {
      const label = labelled.getAttribute("aria-label").trim();
      labelled.setAttribute("aria-label", `${label} ${file.name}`);
    }
    this.#find("[data-pause]").addEventListener("click", () => this.#isPaused() ? this.onResume() : this.onPause());
    this.#find("[data-retry]").addEventListener("click", () => this.onRetry());
    this.#find("[data-abort]").addEventListener("click", () => this.onRemove());
    this.progress(0, file.size);
    form.querySelector("[data-upload-rows]").append(this.#row);
  }

  show(state) {
    this.#row.dataset.state = state;
    this.#row.toggleAttribute("data-tone", state === "failed");
    if (state === "failed") this.#row.dataset.tone = "red";
    for (const part of this.#row.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    this.#find("[data-pause]").setAttribute("aria-pressed", String(state === "paused"));
  }

  progress(sent, size) {
    const percent = size ? Math.round((100 * sent) / size) : 0;
    this.#find("progress").value = percent;
    this.#find("[data-percent]").textContent = `${percent} %`;
    this.#find("[data-amount]").textContent = `${fileSize(sent)} / ${fileSize(size)}`;
  }

  finish({ html }) {
    this.#find("[data-amount]").textContent = fileSize(this.#size);
    this.show("done");
    announce(this.#find('[data-when="done"]').textContent);
    if (!html) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    const item = template.content.firstElementChild;
    this.#row.replaceWith(item);
    htmx.process(item);
  }

  fail(reason) {
    if (reason) this.#find("[data-error]").textContent = reason;
    this.show("failed");
  }

  remove() {
    this.#row.remove();
  }

  #isPaused() {
    return this.#row.dataset.state === "paused";
  }

  #find(selector) {
    return this.#row.querySelector(selector);
  }
}
