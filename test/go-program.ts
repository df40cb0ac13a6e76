import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of the tests that is written in Go: it reads JSON and prints JSON. `missing`: why it cannot be asked here. */
export type GoProgram = { readonly ask: (input: unknown) => unknown } | { readonly missing: string };

const tests = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../test');
const programs = new Map<string, GoProgram>();

/** Built from its source when it is first asked for, and gone with the process. */
export function goProgram(name: 'buildkit-go' | 'compose-go' | 'kubernetes-go'): GoProgram {
  const program = programs.get(name) ?? build(name);
  programs.set(name, program);
  return program;
}

function build(name: string): GoProgram {
  const go = ['/usr/local/go/bin/go', 'go'].find(command => spawnSync(command, ['version']).status === 0);
  if (!go) return { missing: 'Go is not installed' };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-go-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, name);
  const { status, stderr } = spawnSync(go, ['build', '-o', program, '.'], { cwd: path.join(tests, name), encoding: 'utf8' });
  if (status !== 0) return { missing: `${name} could not be built: ${stderr.split('\n')[0]}` };
  return { ask: input => run(program, [], input) };
}

/** Runs a program that reads JSON and prints JSON. */
export function run(command: string, args: readonly string[], input: unknown): unknown {
  const { stdout, stderr, status } = spawnSync(command, args, { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
