// htmx without its ways to run code from markup: no hx-on, no js: values, no trigger filters.
import htmx from "htmx.org/dist/htmx.esm.js";

const refuse = function () {
  throw new Error("Code in markup is switched off.");
};

htmx.registerExtension("no-eval", { init: (api) => api.initSecurity(null, refuse, refuse) });
document.addEventListener("htmx:before:on:init", (event) => event.preventDefault());

export default htmx;
