// Calls `setup` once for each element that matches, now and whenever htmx brings new ones.
export function bind(selector, setup) {
  const done = new WeakSet();
  const scan = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      setup(element);
    }
  };
  document.addEventListener("htmx:after:process", ({ target }) => scan(target));
  scan(document);
}

// Reads a sentence to screen readers without moving the focus.
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}
