-- wrk: POST the visit page of one record after the other, each under its own ticket and a fresh key; five values are new.
-- Argument: how many were submitted in earlier windows, so that a ticket is used once, as in life.
math.randomseed(os.time())

local records, bodies = {}, {}
for line in io.lines("product.submit") do
  local record, body = line:match("^(%S+) (%S+)$")
  records[#records + 1] = record
  bodies[#bodies + 1] = body
end
local file = assert(io.open("product.csrf"))
local csrf = file:read("*l")
file:close()
local start = os.time() % 1000000 * 100
local sent = 0

wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

init = function(arguments)
  sent = tonumber(arguments[1]) or 0
end

request = function()
  sent = sent + 1
  local n = start + sent
  local which = (sent - 1) % #records + 1
  local key = string.format("%08x-%04x-4%03x-8%03x-%012x",
    math.random(0, 0x7fffffff), math.random(0, 0xffff), math.random(0, 0xfff), math.random(0, 0xfff), n)
  local body = bodies[which]:gsub("@", string.format("%08d", n % 100000000))
  return wrk.format("POST", "/work/" .. records[which], nil, body .. "&csrf=" .. csrf .. "&key=" .. key)
end
