// [data-live] on the body: opens the connection. [data-refresh-on="topic topic"]: an element with
// an id that is fetched again, from its data-refresh-url or the page's own address, whenever one
// of its topics changes, and after every reconnect. [data-answer] on the body: the page answers a
// form that was sent, so that its address is often no page; what is asked for is the page with the
// form. What somebody is told there stays until they go on.
//
// Server emits: changed {topics: [string]}. It sends a connection only topics its person may know
// of; the message carries no content.
import { bind } from "./bind.js";
import htmx from "./htmx.js";
import { connection } from "./socket.js";

const GATHER_MS = 120;
const OFFLINE_AFTER_MS = 2000;
const GONE = [401, 403, 404, 410];
const FORM_PAGE = "kontor:form-page";
const waiting = new Set();
let gather;
let offline;

const showOffline = (isOffline) => {
  clearTimeout(offline);
  const bar = document.querySelector("[data-offline-bar]");
  if (!bar) return;
  if (isOffline) offline = setTimeout(() => (bar.hidden = false), OFFLINE_AFTER_MS);
  else bar.hidden = true;
};

const isAnswer = () => document.body.hasAttribute("data-answer");
const ownAddress = () =>
  (isAnswer() && sessionStorage.getItem(FORM_PAGE)) || location.pathname + location.search;

const refresh = (element) => {
  if (isAnswer() && element.querySelector("[data-focus]")) return;
  const select = `#${CSS.escape(element.id)}`;
  const url = element.dataset.refreshUrl ?? ownAddress();
  const how = { source: element, target: element, select, swap: "outerMorph", isRefresh: true };
  htmx.ajax("GET", url, how);
};

document.addEventListener("submit", () => sessionStorage.setItem(FORM_PAGE, ownAddress()));

document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  const { ok, redirected, status } = ctx.response.raw;
  if (!ctx.isRefresh || (ok && !redirected)) return;
  event.preventDefault();
  // It is no page of this reader's any more: nothing that it showed stays on the screen.
  if (redirected || GONE.includes(status)) location.replace(ownAddress());
});

const refreshWaiting = () => {
  for (const element of document.querySelectorAll("[data-refresh-on]")) {
    const topics = element.dataset.refreshOn.split(/\s+/);
    if (waiting.has("*") || topics.some((topic) => waiting.has(topic))) refresh(element);
  }
  waiting.clear();
};

const changed = (topics) => {
  for (const topic of topics) waiting.add(topic);
  clearTimeout(gather);
  gather = setTimeout(refreshWaiting, GATHER_MS);
};

bind("[data-live]", () => {
  const socket = connection();
  let wasConnected = false;
  socket.on("changed", ({ topics }) => changed(topics));
  socket.on("connect", () => {
    showOffline(false);
    if (wasConnected) changed(["*"]);
    wasConnected = true;
  });
  socket.on("disconnect", (reason) => reason !== "io client disconnect" && showOffline(true));
  addEventListener("offline", () => showOffline(true));
  addEventListener("online", () => socket.connected && showOffline(false));
});
