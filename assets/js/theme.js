// [data-theme-switch]: a form of buttons named `theme` (light, dark, system). The cookie lets the
// server write data-theme into the next page, so that no page flashes; without script the form
// posts and the server sets the same cookie.
const YEAR = 365 * 24 * 3600;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  const theme = event.submitter?.value;
  if (!form || !theme) return;
  event.preventDefault();
  const system = theme === "system";
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie =
    `kontor_theme=${theme}; path=/; samesite=lax; max-age=${system ? 0 : YEAR}${secure}`;
  document.documentElement.toggleAttribute("data-theme", !system);
  if (!system) document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]').content = system ? "light dark" : theme;
  for (const button of document.querySelectorAll("[data-theme-switch] [name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
});
