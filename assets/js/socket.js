// The page's one live connection, shared by live.js and room.js. It is closed while the page
// sleeps in the browser's back-forward cache and opened again when it returns.
import { io } from "socket.io-client";

let socket;

export function connection() {
  if (socket) return socket;
  socket = io({ transports: ["websocket"], reconnectionDelayMax: 10_000 });
  addEventListener("pagehide", () => socket.disconnect());
  addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
  return socket;
}
