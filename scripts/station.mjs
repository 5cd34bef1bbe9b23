// `npm run station -- <command>`, once all is built. Paths mean the folder in which the person typed them.
process.chdir(process.env['INIT_CWD'] ?? process.cwd());
await import(new URL('../cli/dist/station.js', import.meta.url).href);
