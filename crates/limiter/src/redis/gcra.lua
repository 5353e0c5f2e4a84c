-- One question about a call, decided and written at once (GCRA, by this server's clock).
--
-- KEYS[1]  bucket: the time at which it is full again
-- KEYS[2]  count of the month's calls, if the call counts
-- ARGV     calls a second, calls at once;
--          with a count: calls of the month, at least so many are used, seconds it lives
-- Answers  granted, what refused (0 rate, 1 quota), calls left in the bucket,
--          microseconds until it grants one, until it is full, calls of the month

-- Microseconds since 2026, so that a double holds parts of them.
local time = redis.call('TIME')
local now = (time[1] - 1767225600) * 1000000 + time[2]
local worth = 1000000 / ARGV[1]
local burst = tonumber(ARGV[2])

local used = 0
if KEYS[2] then
  used = tonumber(redis.call('GET', KEYS[2]) or 0)
  local known = tonumber(ARGV[4])
  if used < known then used = known end
  if used >= tonumber(ARGV[3]) then return {0, 1, 0, 0, 0, used} end
end

local full = tonumber(redis.call('GET', KEYS[1]) or now)
if full < now then full = now end
local wait = full - (burst - 1) * worth - now
if wait > 0 then return {0, 0, 0, math.ceil(wait), math.ceil(full - now), used} end

full = full + worth
local lives = math.ceil((full - now) / 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', lives)
if KEYS[2] then
  used = used + 1
  redis.call('SET', KEYS[2], string.format('%.0f', used), 'EX', ARGV[5])
end
-- Rounding must not lose a call that is there.
local left = math.floor((now + burst * worth - full) / worth + 0.0001)
return {1, 0, left, 0, math.ceil(full - now), used}
