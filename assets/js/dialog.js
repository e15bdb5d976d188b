// [data-opens="id"]: opens that dialog; without script it is a link to a page that does the same.
// The browser keeps the focus inside and hands it back to the opener; a click beside closes.
export function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus], [data-palette-input], input, .dialog-foot button")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    open(dialog);
  }
});

document.addEventListener("pointerdown", ({ target, clientX, clientY }) => {
  if (!target.matches?.("dialog[data-dialog][open]")) return;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  const inside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  if (!inside) target.close();
});
