-- One line for measure.sh: requests per second, p50 and p99 in milliseconds, and
-- how many were not answered with 2xx (refusals, time-outs, broken connections).
function done(summary, latency)
  local errors = summary.errors
  local bad = errors.status + errors.timeout + errors.connect + errors.read + errors.write
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
