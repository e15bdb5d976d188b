// [data-panel-region]: a detail beside a list. Following a row's link moves the focus to the
// opened panel's title; closing it (its button or Escape) returns the focus to that row.
import { bind } from "./bind.js";

const OPENING = "kontor:panel-opening";
const CLOSED = "kontor:panel-closed";

const takeOnce = (key) => {
  const value = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return value;
};

document.addEventListener("click", ({ target }) => {
  const row = target.closest("a.row-title");
  if (row) sessionStorage.setItem(OPENING, row.pathname);
  if (target.closest("[data-panel-close]")) sessionStorage.setItem(CLOSED, location.pathname);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (document.querySelector("dialog[open], details[data-menu][open], :popover-open")) return;
  if (event.target.closest("input, textarea, select")) return;
  document.querySelector("[data-panel-close]")?.click();
});

bind("[data-panel-region]", (panel) => {
  if (takeOnce(OPENING) !== location.pathname) return;
  panel.querySelector("[data-panel-title]")?.focus({ preventScroll: true });
});

bind("#content", (content) => {
  const path = takeOnce(CLOSED);
  if (!path || path === location.pathname) return;
  [...content.querySelectorAll("a.row-title")].find((row) => row.pathname === path)?.focus();
});
