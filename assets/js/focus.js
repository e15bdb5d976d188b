// [data-focus]: takes the focus when it appears, on load or by a swap (error summary, conflict).
// After any other swap that removed the focused element, the focus goes to the swapped region
// instead of falling to the body.
const take = (root) => {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  wanted?.focus();
  return Boolean(wanted);
};

document.addEventListener("htmx:after:settle", ({ target }) => {
  // What was swapped out itself tells of it at the document, which is no element.
  if (!target.closest || !target.isConnected || take(target)) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const region = target.closest("[tabindex]") ?? document.getElementById("main");
  region?.focus({ preventScroll: true });
});

take(document);
