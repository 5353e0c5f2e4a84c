-- The login with Basic credentials.
function init()
  wrk.method = "POST"
  wrk.path = "/api/v1/partner/login"
  wrk.headers["Authorization"] = "Basic " .. os.getenv("BENCH_BASIC")
end

function request()
  return wrk.format()
end

dofile(debug.getinfo(1).source:match("@?(.*/)") .. "report.lua")
