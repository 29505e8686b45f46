// The one script that pages load, htmx, copied as it was released: beside the static files of the web door.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { createRequire } from "node:module";

const BUILT = new URL("../src/forestall/web/static/forestall/built/", import.meta.url);

export function copyScripts() {
  const source = createRequire(import.meta.url).resolve("htmx.org/dist/htmx.min.js");
  const target = new URL("htmx.min.js", BUILT);
  if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) return;
  mkdirSync(BUILT, { recursive: true });
  const half = new URL(`${target}.half`);
  copyFileSync(source, half);
  renameSync(half, target);
}
