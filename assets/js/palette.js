// [data-palette]: Ctrl-K or Cmd-K opens it; typing filters its links, arrows move, Enter follows
// the chosen one or searches everywhere.
import { bind } from "./bind.js";
import { open } from "./dialog.js";

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  const palette = document.querySelector("[data-palette]");
  if (!palette) return;
  event.preventDefault();
  open(palette);
});

bind("[data-palette]", (palette) => {
  const input = palette.querySelector("[data-palette-input]");
  const everywhere = palette.querySelector("[data-palette-submit]");
  const links = [...palette.querySelectorAll("a.palette-item")];
  const visible = () => [...links, everywhere].filter((item) => !item.hidden);
  const active = () => palette.querySelector("[data-active]");

  const choose = (item) => {
    active()?.removeAttribute("data-active");
    item?.setAttribute("data-active", "");
    item?.scrollIntoView({ block: "nearest" });
  };

  const filter = () => {
    const query = input.value.trim().toLowerCase();
    for (const link of links) link.hidden = !link.textContent.toLowerCase().includes(query);
    everywhere.hidden = !query;
    palette.querySelector("[data-palette-query]").textContent = input.value.trim();
    choose(visible()[0]);
  };

  input.addEventListener("input", filter);
  everywhere.addEventListener("click", () => input.form.requestSubmit());
  palette.addEventListener("close", () => {
    input.value = "";
    filter();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const items = visible();
      choose(items.at((items.indexOf(active()) + step) % items.length));
    } else if (event.key === "Enter") {
      active()?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
  filter();
});
