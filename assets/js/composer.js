// [data-composer]: the audience is chosen before typing; once there is text it is fixed.
// Enter sends, Shift-Enter breaks the line. The draft outlives a reload of the tab.
// It is kept under the session's token: whoever signs in next in this tab does not see it.
import { bind } from "./bind.js";
import { csrfToken } from "./csrf.js";

bind("[data-composer]", (form) => {
  const text = form.elements.text;
  const audiences = [...form.querySelectorAll("input[type=radio][name=audience]")];
  const key = `kontor:draft:${csrfToken().slice(0, 8)}:${form.action}`;

  const settle = () => {
    for (const radio of audiences) {
      radio.disabled = Boolean(text.value.trim()) && !radio.checked;
      if (radio.checked) text.placeholder = radio.dataset.placeholder;
    }
    if (text.value) sessionStorage.setItem(key, `${form.elements.audience.value}\n${text.value}`);
    else sessionStorage.removeItem(key);
  };

  const restore = () => {
    const [audience, ...lines] = (sessionStorage.getItem(key) ?? "").split("\n");
    if (text.value || !lines.length) return;
    const chosen = audiences.find((radio) => radio.value === audience);
    if (audiences.length && !chosen) return;
    if (chosen) chosen.checked = true;
    text.value = lines.join("\n");
  };

  form.addEventListener("input", settle);
  form.addEventListener("change", settle);
  form.addEventListener("reset", () => setTimeout(settle));
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (text.value.trim()) form.requestSubmit();
  });
  restore();
  settle();
});
