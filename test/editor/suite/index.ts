import * as vscode from 'vscode';

/** Defines the tests that are meant for the folder that is open. */
export async function load(): Promise<void> {
  if (vscode.workspace.name === 'prose') {
    await import('./without-containers.js');
    return;
  }
  await import('./diagnostics.js');
  await import('./fixes.js');
  await import('./config.js');
  await import('./pin.js');
  await import('./audit.js');
  await import('./findings.js');
  await import('./baseline.js');
  await import('./report.js');
  await import('./head.js');
  await import('./past.js');
  await import('./server.js');
  await import('./harden.js');
}
