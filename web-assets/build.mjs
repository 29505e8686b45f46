// Builds what the package and the pages need from npm packages. Each part writes only what changed, so a
// second run is quick and says nothing.

import { buildOutlines } from "./outlines.mjs";
import { copyScripts } from "./scripts.mjs";

buildOutlines();
copyScripts();
