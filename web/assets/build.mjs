// Makes web/static/vendor from the packages of package-lock.json:
//     npm ci --ignore-scripts && node build.mjs [folder]
// The typeface that GOV.UK Frontend names is licensed for GOV.UK alone, so it is taken out, and with it every
// reference to its files; crown, icons and manifest are not copied at all.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "node_modules", "govuk-frontend");
const to = process.argv[2] ?? join(here, "..", "static", "vendor");
const { version, license } = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));

const css = readFileSync(join(from, "dist", "govuk", "govuk-frontend.min.css"), "utf8")
  .replace(/@font-face\s*\{[^}]*\}/g, "")
  .replace(/"?GDS Transport"?,\s*arial,\s*sans-serif/gi, '"Helvetica Neue",Helvetica,Arial,sans-serif')
  .replace(/url\(["']?\/assets\/[^)]*\)/g, "none") // the royal arms
  .replace(/\/\*# sourceMappingURL=.*?\*\//g, "")
  .trim();
for (const forbidden of [/GDS Transport/i, /@font-face/, /url\((?!["']?data:)/]) {
  if (forbidden.test(css)) throw new Error(`the style sheet still holds ${forbidden}`);
}
const notice = readFileSync(join(here, "LICENCE-govuk-frontend.txt"), "utf8");
mkdirSync(to, { recursive: true });
writeFileSync(join(to, "govuk-frontend.css"), `/* GOV.UK Frontend ${version}, ${license}; see THIRD_PARTY.txt */\n${css}\n`);
writeFileSync(join(to, "THIRD_PARTY.txt"), `govuk-frontend ${version} (changed: licensed typeface removed)\n\n${notice}`);
