"use strict";

// Starts `followup lsp` for the contact files of the folders that are open, and nothing else.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const command = vscode.workspace.getConfiguration("followup").get("command");
  const files = ["**/contacts/**/*.md", "**/followup.yml"];
  client = new LanguageClient(
    "followup",
    "followup",
    { command, args: ["lsp"] },
    { documentSelector: files.map((pattern) => ({ scheme: "file", pattern })) },
  );
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
