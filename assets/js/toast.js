// [data-toast]: leaves by itself after a while, never while pointed at or focused.
import { bind } from "./bind.js";

const STAYS_MS = 8000;

bind("[data-toast]", (toast) => {
  let timer;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    if (!toast.hasAttribute("data-sticky")) timer = setTimeout(() => toast.remove(), STAYS_MS);
  };
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
});
