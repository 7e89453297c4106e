-- wrk: POST the visit page of one record after the other, each under its own ticket and a fresh key; five values are new.
-- Argument: how many were submitted in earlier windows, so that a ticket is used once, as in life.
-- Lines are read as they are used, and the form is cut once where values go: what wrk costs, both servers lose.
math.randomseed(os.time())

local function read(name)
  local file = assert(io.open(name))
  local text = file:read("*a")
  file:close()
  return text
end

local csrf, cuts = read("product.csrf"), {}
for piece in (read("product.form") .. "@"):gmatch("([^@]*)@") do
  cuts[#cuts + 1] = piece
end
local tickets = assert(io.open("product.submit"))
local width = #tickets:read("*l") + 1
local start = os.time() % 1000000 * 100
local begun, sent = os.time() * 1000, 0

wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

init = function(arguments)
  sent = tonumber(arguments[1]) or 0
  tickets:seek("set", sent * width)
end

request = function()
  sent = sent + 1
  local n = start + sent
  local line = tickets:read("*l")
  if not line then
    tickets:seek("set", 0)
    line = tickets:read("*l")
  end
  -- As a page carries one: its first twelve digits are the time (UUID version 7).
  local ms = begun + sent
  local key = string.format("%08x-%04x-7%03x-8%03x-%012x",
    math.floor(ms / 65536), ms % 65536, math.random(0, 0xfff), math.random(0, 0xfff), n)
  local form = table.concat(cuts, string.format("%08d", n % 100000000))
  return wrk.format("POST", "/work/" .. line:sub(1, 36), nil,
    form .. "&ticket=" .. line:sub(38) .. "&csrf=" .. csrf .. "&key=" .. key)
end
