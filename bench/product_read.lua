-- wrk: GET the visit page of a random record of those that nobody submits
math.randomseed(os.time())

local records = {}
for line in io.lines("product.read") do records[#records + 1] = line end

request = function()
  return wrk.format("GET", "/work/" .. records[math.random(#records)])
end
