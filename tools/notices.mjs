// Writes, for a built program, what it is made of: sbom.cdx.json (CycloneDX) and
// THIRD-PARTY.md, the licence of everything in it in full. The modules of Go are
// those that the program itself names; the packages of the screens are those that
// package-lock.json says are not for development alone.
//
//   node tools/notices.mjs PROGRAM VERSION ARCHITECTURE FOLDER
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [program, version, architecture, folder] = process.argv.slice(2);
const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });

// Licences are known by words that no other has.
const known = [
  ["Apache-2.0", /Apache License\s+Version 2\.0/],
  ["MPL-2.0", /Mozilla Public License,? (Version|version|v\.) ?2\.0/],
  ["BSD-3-Clause", /Redistribution and use[\s\S]*Neither the name/],
  ["BSD-2-Clause", /Redistribution and use in source and binary forms/],
  ["ISC", /Permission to use, copy, modify, and(\/or)? distribute this software for any\s+purpose with or without fee/],
  ["MIT", /Permission is hereby granted, free of charge/],
  ["Unlicense", /This is free and unencumbered software released into the public domain/],
  ["OFL-1.1", /SIL OPEN FONT LICENSE Version 1\.1/i],
  ["CC0-1.0", /CC0 1\.0 Universal/],
];

function licenceIn(dir) {
  const files = readdirSync(dir)
    .filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name) && !name.endsWith(".go"))
    .sort();
  const texts = files
    .map((name) => {
      try {
        return readFileSync(join(dir, name), "utf8").trim();
      } catch {
        return ""; // a folder of that name
      }
    })
    .filter(Boolean);
  // The first is the package's own, or the only one; others may be about its parts.
  const id = texts.map((text) => known.find(([, words]) => words.test(text))?.[0]).find(Boolean) ?? "";
  return { text: texts.join("\n\n"), id };
}

// What the program was linked from.
const lines = run("go", "version", "-m", program).split("\n");
const modules = lines
  .map((line) => line.trim().split(/\s+/))
  .filter(([kind]) => kind === "dep")
  .map(([, path, v]) => ({ path, version: v }));
const dirs = new Map(
  JSON.parse(`[${run("go", "list", "-m", "-json", "all").trim().replaceAll("}\n{", "},\n{")}]`).map((m) => [m.Path, m.Dir]),
);
const go = /go(\d+\.\d+(\.\d+)?)/.exec(lines[0])?.[1] ?? "";
const parts = [
  { name: "go", version: go, purl: `pkg:golang/stdlib@${go}`, ...licenceIn(run("go", "env", "GOROOT").trim()) },
  ...modules.map((m) => ({ name: m.path, version: m.version, purl: `pkg:golang/${m.path}@${m.version}`, ...licenceIn(dirs.get(m.path)) })),
];

// What the screens were bundled from: what they depend on, and what that does.
const { packages } = JSON.parse(readFileSync("web/package-lock.json", "utf8"));
function resolve(name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/")))) {
    const path = `${at === "" || at.endsWith("/") ? at : `${at}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (at === "") throw new Error(`${name}, which ${from || "web"} depends on, is not in the lock`);
  }
}
const bundled = new Set();
const visit = (path) => {
  for (const name of Object.keys(packages[path].dependencies ?? {})) {
    const found = resolve(name, path);
    if (bundled.has(found)) continue;
    bundled.add(found);
    visit(found);
  }
};
visit("");
for (const path of bundled) {
  const dir = join("web", path);
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const found = licenceIn(dir);
  const declared = JSON.parse(readFileSync(join(dir, "package.json"), "utf8")).license ?? "";
  const { version: v } = packages[path];
  const purl = `pkg:npm/${name.replace(/^@/, "%40")}@${v}`;
  parts.push({ name, version: v, purl, text: found.text, id: typeof declared === "string" && declared ? declared : found.id });
}

const unknown = parts.filter((p) => !p.id);
if (unknown.length > 0) {
  console.error(`no licence is known of: ${unknown.map((p) => p.name).join(", ")}`);
  process.exit(1);
}
const free = ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", "OFL-1.1", "CC0-1.0", "0BSD"];
const unfree = parts.filter((p) => !p.id.replace(/[()]/g, "").split(/ (?:OR|AND) /).some((id) => free.includes(id)));
if (unfree.length > 0) {
  console.error(`these licences were never looked at: ${unfree.map((p) => `${p.name} ${p.id}`).join(", ")}`);
  process.exit(1);
}

parts.sort((a, b) => (a.purl < b.purl ? -1 : 1));
const bytes = readFileSync(program);
const digest = createHash("sha256").update(bytes).digest("hex");
const sbom = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
  version: 1,
  metadata: {
    component: {
      type: "application", "bom-ref": "guichet", name: "guichet", version,
      purl: `pkg:generic/guichet@${version}?arch=${architecture}&os=linux`,
      licenses: [{ license: { id: "Apache-2.0" } }],
      hashes: [{ alg: "SHA-256", content: digest }],
    },
  },
  components: parts.map((p) => ({
    type: "library", "bom-ref": p.purl, name: p.name, version: p.version, purl: p.purl,
    licenses: / (OR|AND) /.test(p.id) ? [{ expression: p.id }] : [{ license: { id: p.id } }],
  })),
  dependencies: [{ ref: "guichet", dependsOn: parts.map((p) => p.purl) }],
};
writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, null, 1)}\n`);

const notices = [
  "# What Guichet is made of",
  "",
  "Guichet itself is under Apache-2.0 (LICENSE). It holds the work of others, under these licences:",
  "",
  ...parts.map((p) => `- ${p.name} ${p.version}: ${p.id}`),
  "",
  ...parts.flatMap((p) => [`## ${p.name} ${p.version}`, "", "```", p.text || `${p.id} (the package brings no text of it)`, "```", ""]),
];
writeFileSync(join(folder, "THIRD-PARTY.md"), notices.join("\n"));
