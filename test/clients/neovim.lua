-- Run by neovim.test.ts: nvim --headless --clean -c 'luafile neovim.lua', in a folder with a Dockerfile and a compose.yaml.
-- Environment: SEAWORTHY_CLI = path of the bundled command line. Exits 0 when all holds, else 1 with the reason on stderr.
-- Written for Neovim 0.7 (no vim.lsp.start), which is told diagnostics rather than asking for them.

local root = vim.fn.getcwd()
local patience = 20000

local function wait_for(what, condition)
  assert(vim.wait(patience, condition, 20), 'waited in vain for ' .. what)
end

--- The diagnostic with this code in a buffer, or nil.
local function diagnostic(buffer, code)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = each.user_data and each.user_data.lsp or {}
    if (each.code or lsp.code) == code then return each end
  end
end

local function request(client, buffer, method, params)
  local answer = vim.lsp.buf_request_sync(buffer, method, params, patience)
  assert(answer and answer[client.id], method .. ': no answer')
  assert(not answer[client.id].err, method .. ': ' .. vim.inspect(answer[client.id].err))
  return answer[client.id].result
end

--- Opens a file, waits for the diagnostic, applies its first fix, and waits for the diagnostic to go.
local function mend(id, file, language, code)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. file))
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = language
  vim.lsp.buf_attach_client(buffer, id)
  local client = vim.lsp.get_client_by_id(id)
  wait_for(code .. ' in ' .. file, function() return diagnostic(buffer, code) ~= nil end)
  local found = diagnostic(buffer, code)
  assert(found.source == 'seaworthy', 'source is ' .. tostring(found.source))
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = {
      start = { line = found.lnum, character = found.col },
      ['end'] = { line = found.end_lnum, character = found.end_col },
    },
    context = { diagnostics = {}, only = { 'quickfix' } },
  }
  local action
  for _, each in ipairs(request(client, buffer, 'textDocument/codeAction', params)) do
    local about = each.diagnostics and each.diagnostics[1]
    if not action and each.isPreferred and about and about.code == code then action = each end
  end
  assert(action, 'no fix for ' .. code)
  if not action.edit then action = request(client, buffer, 'codeAction/resolve', action) end
  assert(action.edit, 'no edit for ' .. code)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  wait_for(code .. ' to go from ' .. file, function() return diagnostic(buffer, code) == nil end)
  io.stdout:write('mended ' .. code .. ' in ' .. file .. '\n')
end

local ok, problem = xpcall(function()
  local id = vim.lsp.start_client({
    name = 'seaworthy',
    cmd = { 'node', os.getenv('SEAWORTHY_CLI'), 'lsp', '--stdio' },
    root_dir = root,
  })
  assert(id, 'the server did not start')
  mend(id, 'compose.yaml', 'yaml', 'no-privileged')
  mend(id, 'Dockerfile', 'dockerfile', 'copy-instead-of-add')
  vim.lsp.stop_client(id)
  wait_for('the server to stop', function() return vim.lsp.client_is_stopped(id) end)
end, debug.traceback)

if not ok then
  io.stderr:write(tostring(problem) .. '\n')
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
