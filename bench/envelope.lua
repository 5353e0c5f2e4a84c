-- The dedupe check, encrypted: plays the envelopes of BENCH_ENVELOPES, one a line, each
-- once. When they run out the load ends early, and says so.
local envelopes
local ended = false

function init()
  wrk.method = "POST"
  wrk.path = "/api/v1/partner/lead-dedupe-check"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_SEALED_TOKEN")
  envelopes = assert(io.open(os.getenv("BENCH_ENVELOPES"), "r"))
end

function request()
  local envelope = envelopes:read("*l")
  if envelope then
    return wrk.format(nil, nil, nil, envelope)
  end
  if not ended then
    ended = true
    io.stderr:write("the envelopes ran out\n")
    wrk.thread:stop()
  end
  return wrk.format("GET", "/healthz")
end

dofile(debug.getinfo(1).source:match("@?(.*/)") .. "report.lua")
