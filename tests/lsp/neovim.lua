-- What a person does in Neovim, and what is seen; one JSON document comes out.
-- The configuration is that of docs/editors.md.
local seen = {}
local path = vim.env.BOOK .. '/contacts/ann-lee.md'

local function wait(what, ready)
  if not vim.wait(60000, ready, 20) then
    error(what .. ': waited in vain')
  end
end

local function find(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local at = line:find(text, 1, true)
    if at then
      return number, at - 1
    end
  end
  error('no ' .. text)
end

local function put_cursor(text, behind)
  local number, at = find(text)
  vim.api.nvim_win_set_cursor(0, { number, at + (behind or 0) })
  return number
end

local function replace(old, new)
  local number = find(old)
  local line = vim.api.nvim_buf_get_lines(0, number - 1, number, true)[1]
  local start, stop = line:find(old, 1, true)
  line = line:sub(1, start - 1) .. new .. line:sub(stop + 1)
  vim.api.nvim_buf_set_lines(0, number - 1, number, true, { line })
end

local function ask(method, params)
  local found
  wait(method, function()
    local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
    for _, answer in pairs(answers) do
      found = answer.result
    end
    return found ~= nil and (type(found) ~= 'table' or next(found) ~= nil)
  end)
  return found
end

local function here()
  return vim.lsp.util.make_position_params(0, 'utf-16')
end

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, tostring(each.user_data and each.user_data.lsp.code or each.code))
  end
  table.sort(found)
  return found
end

local function run()
  vim.cmd('edit ' .. path)
  wait('the server', function()
    local get = vim.lsp.get_clients or vim.lsp.buf_get_clients
    return not vim.tbl_isempty(get(vim.lsp.get_clients and { bufnr = 0 } or 0))
  end)
  -- Until the whole book is known, there is nowhere to go.
  put_cursor('bob-smith')
  ask('textDocument/definition', here())

  -- Problems while one types.
  replace('call voicemail', 'cal voicemail')
  wait('the problem', function() return #vim.diagnostic.get(0) == 1 end)
  seen.codes = codes()
  local problem = vim.diagnostic.get(0)[1]
  seen.place = { problem.lnum, problem.col }

  -- The change that mends it, taken from the list.
  put_cursor('cal voicemail')
  local offered
  vim.ui.select = function(items, _, choose)
    offered = items
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait('the change', function() return offered and #vim.diagnostic.get(0) == 0 end)
  local number = find('2026-09-01 call voicemail')
  seen.mended = vim.api.nvim_buf_get_lines(0, number - 1, number, true)[1]

  -- Words that complete, as the editor takes them.
  replace('owner: nora', 'owner: p')
  put_cursor('owner: p', 8)
  local result = ask('textDocument/completion', here())
  local items = vim.lsp.util.text_document_completion_list_to_complete_items
      and vim.lsp.util.text_document_completion_list_to_complete_items(result, 'p')
  seen.completed = {}
  for _, item in ipairs(items or result.items) do
    table.insert(seen.completed, item.word or item.label)
  end
  replace('owner: p', 'owner: paul')

  -- What shows under the cursor.
  put_cursor('missed')
  seen.hover = ask('textDocument/hover', here()).contents.value
  seen.lens = ask('textDocument/codeLens', { textDocument = here().textDocument })[1].command.title

  -- To the file of another contact, by the key that people press.
  put_cursor('bob-smith')
  vim.lsp.buf.definition()
  wait('the definition', function() return vim.api.nvim_buf_get_name(0):find('bob%-smith') end)
  seen.definition = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t')

  -- Another name: the file moves, the links follow.
  put_cursor('Bob Smith')
  vim.lsp.buf.rename('Robert Smith')
  wait('the rename', function()
    return vim.fn.filereadable(vim.env.BOOK .. '/contacts/robert-smith.md') == 1
  end)
  wait('the links', function()
    local buffer = vim.fn.bufnr(path)
    local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
    return text:find('via: robert%-smith')
  end)
  vim.cmd('wall')
end

local ok, failure = xpcall(run, debug.traceback)
if not ok then
  seen.failure = tostring(failure)
end
local out = io.open(vim.env.SEEN, 'w')
out:write((vim.json or { encode = vim.fn.json_encode }).encode(seen))
out:close()
vim.cmd('qall!')
