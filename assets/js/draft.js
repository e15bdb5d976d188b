// form[data-draft]: keeps what is typed at that address a moment after the last key. The server
// answers {version, saved}. After a refusal it stops: the button "Save draft" shows what is wrong.
import { bind } from "./bind.js";

const QUIET = 1500;

function keep(form) {
  const state = form.querySelector("[data-draft-state]");
  const version = form.elements.draft_version;
  let timer;
  let isSending = false;
  let isStopped = false;

  const later = () => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(send, QUIET);
  };
  const send = async () => {
    if (isSending) return later();
    isSending = true;
    const fields = new FormData(form);
    fields.delete("idempotency_key");
    fields.delete("proof");
    const headers = { Accept: "application/json" };
    try {
      const response = await fetch(form.dataset.draft, { method: "POST", body: fields, headers });
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      version.value = answer.version;
      state.textContent = answer.saved;
    } catch (error) {
      // Without an answer it tries again with the next key; a refusal will not change by itself.
      isStopped = /^4/.test(error.message);
      state.textContent = state.dataset.unsaved;
    }
    isSending = false;
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    isStopped = true;
    clearTimeout(timer);
  });
}

bind("form[data-draft]", keep);
