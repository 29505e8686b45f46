// Country outlines for src/forestall/places, from world-atlas (Natural Earth 4.1, public domain): one GeoJSON feature
// for each key of places/countries.csv that has an outline of its own today. Drawn at 1:50 million, with the islands
// that are left out there taken from 1:10 million, so that no place is refused for lying on a small one.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { csvParse } from "d3-dsv";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { polygonCentroid, polygonContains, polygonHull } from "d3-polygon";
import { merge } from "topojson-client";

const PLACES = new URL("../src/forestall/places/", import.meta.url);
const OUTPUT = new URL("outlines/countries.geojson", PLACES);
const DECIMALS = 1e4; // about 11 m, far finer than the outlines are drawn

const SMALL_DEGREES = 0.4; // a polygon of the finer atlas wider or taller than this is drawn in the other
const FAR_DEGREES = 0.1; // an island nearer to its country's outline than this is left out

// Natural Earth gives these no ISO number; others without are bases, banks and rocks, and are left out.
// Siachen Glacier is disputed: see places/disputed.csv.
const KEY_OF_NAME = {
  Kosovo: "XKX",
  Somaliland: "SOM",
  "N. Cyprus": "CYP",
  "Cyprus U.N. Buffer Zone": "CYP",
  "Siachen Glacier": "IND",
  Baikonur: "KAZ",
  "Indian Ocean Ter.": "AUS",
};

// Parts drawn within a state that ISO 3166 counts apart: [drawn within, key, west, south, east, north].
const PARTS = [
  ["FRA", "GUF", -55, 2, -51, 6],
  ["FRA", "GLP", -62, 15.8, -60.9, 16.6],
  ["FRA", "MTQ", -61.3, 14.3, -60.7, 15],
  ["FRA", "REU", 55, -21.5, 56, -20.8],
  ["FRA", "MYT", 44.9, -13.1, 45.4, -12.6],
  ["NLD", "BES", -69, 12, -62.8, 17.7],
  ["NOR", "SJM", -9.5, 70.5, -7.5, 71.5],
  ["NOR", "SJM", 10, 74, 35, 81],
  ["NOR", "BVT", 3, -55, 4, -54],
  ["AUS", "CXR", 105, -11, 106, -10],
  ["AUS", "CCK", 96, -13, 97, -11],
  ["NZL", "TKL", -173, -10, -171, -8],
];

export function buildOutlines() {
  const outlines = drawnOutlines();
  for (const [key, island] of islands()) {
    const drawn = outlines.get(key) ?? [];
    if (isFarFrom(drawn, island)) outlines.set(key, [...drawn, [island]]);
  }
  const features = [...outlines].sort(([one], [other]) => (one < other ? -1 : 1)).map(toFeature);
  writeIfChanged(OUTPUT, `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`);
}

// The polygons of each key in plain longitude and latitude, cut where they cross 180 degrees: the atlas joins such
// polygons on the sphere, and read as a plane they would cover a false band round the globe.
function drawnOutlines() {
  const atlas = readAtlas("countries-50m.json");
  const degrees = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0);
  const outlines = new Map();
  for (const [state, geometries] of geometriesByKey(atlas)) {
    const { type, coordinates } = geoProject(merge(atlas, geometries), degrees);
    for (const rings of type === "Polygon" ? [coordinates] : coordinates) {
      const polygon = rings.map(northUp).filter((ring) => ring.length >= 4);
      if (!polygon.length) continue;
      const key = keyOfPart(state, polygon[0]);
      outlines.set(key, [...(outlines.get(key) ?? []), polygon]);
    }
  }
  return outlines;
}

// Key and hull of each small polygon of the finer atlas; the hull, because some are but three rounded points.
function* islands() {
  const atlas = readAtlas("countries-10m.json");
  for (const [state, geometries] of geometriesByKey(atlas)) {
    for (const [shore] of merge(atlas, geometries).coordinates) {
      const hull = isSmall(shore) && polygonHull(shore.map((point) => point.map(rounded)));
      if (hull) yield [keyOfPart(state, hull), [...hull, hull[0]]];
    }
  }
}

function readAtlas(file) {
  return createRequire(import.meta.url)(`world-atlas/${file}`);
}

function keyOfPart(state, ring) {
  return PARTS.find(([within, , ...box]) => within === state && isInside(ring, box))?.[1] ?? state;
}

function geometriesByKey(atlas) {
  const keys = keysByNumber();
  const groups = new Map();
  for (const geometry of atlas.objects.countries.geometries) {
    const { name } = geometry.properties;
    const key = KEY_OF_NAME[name] ?? keys.get(geometry.id);
    if (geometry.id && !key) throw new Error(`expected a key for "${name}" in countries.csv; found none`);
    if (key) groups.set(key, [...(groups.get(key) ?? []), geometry]);
  }
  return groups;
}

function keysByNumber() {
  const lines = readFileSync(new URL("countries.csv", PLACES), "utf8").split("\n");
  const rows = csvParse(lines.filter((line) => !line.startsWith("#")).join("\n"));
  return new Map(rows.filter((row) => row.numeric && !row.end).map((row) => [row.numeric, row.key]));
}

// The projection counts downwards, as screens do; its own way of turning that round would mistake holes for land.
function northUp(ring) {
  return closed(ring.slice(0, -1).map(([x, y]) => [onSeam(rounded(x)), rounded(-y)]));
}

// Without repeats, and without what lies between two points of the seam: the cut leaves spikes along it there.
function closed(points) {
  const once = around(points, (before, point) => before[0] !== point[0] || before[1] !== point[1]);
  const kept = around(once, (before, [x], after) => Math.abs(x) < 180 || before[0] !== x || after[0] !== x);
  return [...kept, kept[0]];
}

// The points of a ring that pass, each judged with the one before and the one after it.
function around(points, passes) {
  const last = points.length - 1;
  return points.filter((point, at) => passes(points[at ? at - 1 : last], point, points[at === last ? 0 : at + 1]));
}

function onSeam(x) {
  return Math.abs(x) > 180 - 1e-3 ? Math.sign(x) * 180 : x;
}

function rounded(degree) {
  return Math.round(degree * DECIMALS) / DECIMALS;
}

function isInside(ring, [west, south, east, north]) {
  return ring.every(([x, y]) => west <= x && x <= east && south <= y && y <= north);
}

function isSmall(ring) {
  return [0, 1].every((axis) => {
    const along = ring.map((point) => point[axis]);
    return Math.max(...along) - Math.min(...along) < SMALL_DEGREES;
  });
}

// True when the island's middle is far from every point drawn, in degrees of latitude, and none of it is drawn.
function isFarFrom(polygons, island) {
  const [x, y] = polygonCentroid(island);
  const narrow = Math.cos((y * Math.PI) / 180);
  const isFar = (point) =>
    Math.hypot((point[0] - x) * narrow, point[1] - y) > FAR_DEGREES && !polygonContains(island, point);
  return polygons.every(
    (rings) => rings.every((ring) => ring.every(isFar)) && !island.some((corner) => polygonContains(rings[0], corner)),
  );
}

function toFeature([key, coordinates]) {
  return JSON.stringify({ type: "Feature", properties: { key }, geometry: { type: "MultiPolygon", coordinates } });
}

// In one step, so that a reader never meets half a file.
function writeIfChanged(url, text) {
  if (existsSync(url) && readFileSync(url, "utf8") === text) return;
  mkdirSync(new URL(".", url), { recursive: true });
  const half = new URL(`${url}.half`);
  writeFileSync(half, text);
  renameSync(half, url);
}
