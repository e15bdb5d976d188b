// [data-search]: "/" moves the focus to the page's search, else opens the palette.
import { open } from "./dialog.js";

const isTyping = ({ target }) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  const field = document.querySelector("[data-search]");
  const palette = document.querySelector("[data-palette]");
  if (!field && !palette) return;
  event.preventDefault();
  if (field?.checkVisibility()) field.select();
  else if (palette) open(palette);
});
