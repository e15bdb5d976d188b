// PUTs bytes with progress (fetch has none) and answers with their ETag.
export function sendPart(url, bytes, headers, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    request.addEventListener("error", () => reject(new Error("")));
    request.addEventListener("load", () => {
      signal.removeEventListener("abort", stop);
      if (request.status < 300) resolve(request.getResponseHeader("ETag"));
      else reject(new Error(""));
    });
    request.send(bytes);
  });
}
