#!/usr/bin/env node
// Stands in for the desktop executable: takes the command line that @vscode/test-electron gives VS Code, and runs it in the VS Code that
// setup.mjs installed. Ends with the suite's exit code.
import { parseArgs } from 'node:util';
import { runTests } from './workbench.mjs';

const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
process.exitCode = await runTests({
  folder: positionals[0],
  extension: values.extensionDevelopmentPath,
  tests: values.extensionTestsPath,
});
