// Builds the bundle the portal serves: one script, one style sheet, the font subsets,
// `manifest.json` (plain name -> hashed name) and `icons.json` (name -> inner SVG markup).
// Usage: node build.mjs [output folder]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = resolve(process.argv[2] ?? join(here, "../portal/web/static/dist"));

const between = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");

// Each subset is fetched by a browser only when a page has one of its letters (unicode-range
// in css/fonts.css); weights outside the ones in use are cut off.
const FONT_SUBSETS = {
  latin: `${between(0x20, 0x7e)}${between(0xa0, 0xff)}ıŒœˆ˜–—‘’‚“”„†•…‰‹›€™←↑→↓−≤≥\u2009\u202f`,
  "latin-ext": `${between(0x100, 0x17f)}ȘșȚțẞ`,
  cyrillic: `${between(0x400, 0x45f)}Ґґ№`,
};
const WEIGHTS = { min: 400, max: 650 };

// Whose licence travels with the bundle.
const SHIPPED = ["htmx.org", "socket.io-client", "lucide-static", "@fontsource-variable/inter"];

const manifest = {};

function emit(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.[^.]+)$/, `-${hash}$1`);
  writeFileSync(join(out, hashed), content);
  manifest[name] = hashed;
  return hashed;
}

function emitText(name, content) {
  const hashed = join(out, emit(name, content));
  writeFileSync(`${hashed}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${hashed}.br`, brotliCompressSync(content, { params }));
}

async function buildFonts() {
  for (const [subset, letters] of Object.entries(FONT_SUBSETS)) {
    const file = join(modules, `@fontsource-variable/inter/files/inter-${subset}-wght-normal.woff2`);
    const font = await subsetFont(readFileSync(file), letters, {
      targetFormat: "woff2",
      variationAxes: { wght: WEIGHTS },
    });
    emit(`inter-${subset}.woff2`, font);
  }
}

async function bundle(entry, name, options) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    target: ["chrome123", "firefox120", "safari17.5"],
    ...options,
  });
  emitText(name, result.outputFiles[0].text);
}

// The style sheet names fonts by their plain names; here they become the hashed ones.
const hashedFonts = {
  name: "hashed-fonts",
  setup({ onResolve }) {
    onResolve({ filter: /\.woff2$/ }, ({ path }) => ({
      path: `./${manifest[basename(path)]}`,
      external: true,
    }));
  },
};

function buildIcons() {
  const folder = join(modules, "lucide-static/icons");
  const icons = {};
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith(".svg")) continue;
    const inner = readFileSync(join(folder, file), "utf8").match(/<svg[^>]*>([^]*)<\/svg>/)[1];
    icons[file.slice(0, -4)] = inner.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  }
  writeFileSync(join(out, "icons.json"), JSON.stringify(icons));
}

function collectLicences() {
  const texts = SHIPPED.map((name) => {
    const folder = join(modules, name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  writeFileSync(join(out, "licences.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await buildFonts();
await bundle("css/index.css", "app.css", { plugins: [hashedFonts] });
await bundle("js/index.js", "app.js", { format: "esm" });
buildIcons();
collectLicences();
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
