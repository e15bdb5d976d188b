// [data-uploader data-ticket-url]: sends files from the browser straight to the store.
//
// POST ticket url  {name, size, type}      -> {parts: [{url, start, end}], headers?, complete_url,
//                                              abort_url?}   (one part is a plain presigned PUT)
// PUT  each url    bytes start to end      -> its ETag, if the store lets the page read it
// POST complete    {parts: [{number, etag}]} -> {html?}: takes the row's place
// Errors are problem+json (RFC 9457); the title is the sentence shown. Pausing stops the current
// part; resuming sends it again.
import { bind } from "./bind.js";
import { csrfToken } from "./csrf.js";
import { sendPart } from "./send-part.js";
import { UploadRow } from "./upload-row.js";

async function postJson(url, content) {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRF-Token": csrfToken(),
    },
    body: JSON.stringify(content),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.title ?? "");
  return answer;
}

class Upload {
  #file;
  #row;
  #ticketUrl;
  #ticket;
  #done = [];
  #stop;

  constructor(file, row, ticketUrl) {
    this.#file = file;
    this.#row = row;
    this.#ticketUrl = ticketUrl;
  }

  async run() {
    this.#stop = new AbortController();
    this.#row.show("sending");
    try {
      const { name, size, type } = this.#file;
      this.#ticket ??= await postJson(this.#ticketUrl, { name, size, type });
      while (this.#done.length < this.#ticket.parts.length) await this.#sendNext();
      this.#row.show("verifying");
      this.#row.finish(await postJson(this.#ticket.complete_url, { parts: this.#done }));
    } catch (failure) {
      if (failure.name !== "AbortError") this.#row.fail(failure.message);
    }
  }

  pause() {
    this.#stop.abort();
    this.#row.show("paused");
  }

  // A new start asks for a new ticket: the old addresses may have died.
  retry() {
    if (!this.#done.length) this.#ticket = undefined;
    this.run();
  }

  remove() {
    this.#stop?.abort();
    if (this.#ticket?.abort_url) postJson(this.#ticket.abort_url, {}).catch(() => {});
    this.#row.remove();
  }

  async #sendNext() {
    const { parts, headers } = this.#ticket;
    const { url, start, end } = parts[this.#done.length];
    const { signal } = this.#stop;
    const etag = await sendPart(url, this.#file.slice(start, end), headers, signal, (sent) =>
      this.#row.progress((start ?? 0) + sent, this.#file.size),
    );
    this.#done.push({ number: this.#done.length + 1, etag });
  }
}

bind("[data-uploader]", (form) => {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector("[data-drop-zone]");
  form.toggleAttribute("data-ready", true);
  form.querySelector("[data-script-only]").hidden = false;
  form.querySelector("[data-no-script]").hidden = true;

  const start = (files) => {
    for (const file of files) {
      const row = new UploadRow(form, file);
      const upload = new Upload(file, row, form.dataset.ticketUrl);
      row.onPause = () => upload.pause();
      row.onResume = () => upload.run();
      row.onRetry = () => upload.retry();
      row.onRemove = () => upload.remove();
      upload.run();
    }
  };

  input.addEventListener("change", () => {
    start(input.files);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.toggleAttribute("data-over", true);
    });
  }
  zone.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.removeAttribute("data-over");
    start(event.dataTransfer.files);
  });
});
