-- The dedupe check: four requests in five about somebody new, one about one of the
-- users people.awk made. The argument seeds the generator.
local users = tonumber(os.getenv("BENCH_USERS"))

local function letters(count)
  local text = ""
  for _ = 1, count do
    text = text .. string.char(math.random(65, 90))
  end
  return text
end

local function known()
  local n = math.random(1, users)
  local first = string.char(65 + math.floor(n / 260000) % 26)
  local second = string.char(65 + math.floor(n / 10000) % 26)
  return string.format("%.0f", 6000000000 + n * 17),
    string.format("BNC%s%s%04dK", first, second, n % 10000)
end

local function new()
  return string.format("9%09d", math.random(0, 999999999)),
    string.format("F%s%04d%s", letters(4), math.random(0, 9999), letters(1))
end

function init(arguments)
  math.randomseed(tonumber(arguments[1]) or 1)
  wrk.method = "POST"
  wrk.path = "/api/v1/partner/lead-dedupe-check"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end

function request()
  local mobile, pan
  if math.random(1, 5) == 1 then
    mobile, pan = known()
  else
    mobile, pan = new()
  end
  return wrk.format(nil, nil, nil, string.format(
    '{"first_name":"Asha","last_name":"Rao","mobile_number":"%s","pan_number":"%s"}', mobile, pan))
end

dofile(debug.getinfo(1).source:match("@?(.*/)") .. "report.lua")
