// Every request that changes something carries the token of the page.
export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!/^(GET|HEAD)$/.test(ctx.request.method)) {
    ctx.request.headers["X-CSRF-Token"] = csrfToken();
  }
});
