import * as vscode from 'vscode';

// Which folder is open says which tests are meant.
if (vscode.workspace.name === 'prose') await import('./without-containers.js');
else {
  await import('./diagnostics.js');
  await import('./fixes.js');
  await import('./audit.js');
  await import('./server.js');
}
