# Invented users and loans of a lender, as CSV for `partner-api import`, of any size
# and the same for the same arguments under every awk:
#
#   awk -f people.awk -v kind=users -v users=1000000 [-v seed=1] [-v bad=1000]
#   awk -f people.awk -v kind=loans -v users=1000000 [-v every=10] [-v seed=1] [-v bad=1000]
#
# There is one loan for `every` users, ten if nothing is said, each of anybody among
# them. One row in `bad` is one that an import has to refuse; none if nothing is said.
# Mobile numbers and PANs go by the user's number and not by the seed: dedupe.lua knows
# them and asks for some of these people.

# The next whole number from 0 to `below` - 1. Lehmer's generator, because each awk has
# a rand() of its own; the products stay below 2^53.
function draw(below) {
  state = state * 16807 % 2147483647
  return state % below
}

function one_of(words, parts) {
  return parts[1 + draw(split(words, parts, " "))]
}

# An instant of 2024 or 2025; the later of two draws by `order`.
function instant(order) {
  return sprintf("%d-%02d-%02dT%02d:%02d:%02dZ", 2023 + order, 1 + draw(12), 1 + draw(28),
    draw(24), draw(60), draw(60))
}

function is_bad() {
  return bad > 0 && draw(bad) == 0
}

function mobile(n) {
  return sprintf("%.0f", 6000000000 + n * 17)
}

function pan(n) {
  return sprintf("BNC%c%c%04dK", 65 + int(n / 260000) % 26, 65 + int(n / 10000) % 26, n % 10000)
}

function user(n,   status, source, campaign) {
  status = draw(10) ? "active" : one_of("on_hold suspended inactive not_eligible")
  if (draw(4) == 0) {
    source = one_of("partner_one partner_two newsletter")
    campaign = "campaign" draw(50)
  }
  return sprintf("%d,%s,%s,%s,%s,user%d@mail.example,%s,%s,%s,%s,%s", n, mobile(n), pan(n),
    one_of("Asha Ravi Meena Arjun Divya Kiran Latha Mohan"),
    one_of("Rao Iyer Das Nair Shah Gupta Reddy Bose"), n, status, instant(1), source, campaign,
    instant(2))
}

function loan(n,   status, amount, disbursal, paid) {
  amount = 1000 * (5 + draw(495))
  status = one_of("submitted under_review approved disbursed disbursed cleared rejected cancelled")
  if (status == "disbursed" || status == "cleared") {
    disbursal = amount - draw(100) "." 10 + draw(90)
    paid = instant(2)
  }
  return sprintf("%d,%d,APP%d,%s,%d,%s,%s,%s,%s", n, 1 + draw(users), n, status, amount,
    instant(1), paid, disbursal, instant(2))
}

# Spoils `row`, each time in another way.
function spoilt(row, way) {
  way = draw(4)
  if (way == 0) sub(/,[^,]*/, ",no-number", row)
  if (way == 1) sub(/,[^,]*$/, ",2999-01-01T00:00:00Z", row)
  if (way == 2) sub(/,[^,]*$/, "", row)
  if (way == 3) sub(/,[a-z_]+,/, ",unheard_of,", row)
  return row
}

BEGIN {
  state = (seed == "" ? 1 : seed) * 48271 % 2147483647
  if (state == 0) state = 1
  if (every == "") every = 10
  if (kind == "users") {
    print "id,mobile_number,pan_number,first_name,last_name,email,status,registered_at,utm_source,utm_campaign,occurred_at"
    for (n = 1; n <= users; n++) {
      row = user(n)
      print is_bad() ? spoilt(row) : row
    }
  } else {
    print "id,user_id,application_number,status,loan_amount,created_at,disbursed_at,disbursal_amount,occurred_at"
    for (n = every; n <= users; n += every) {
      row = loan(n)
      print is_bad() ? spoilt(row) : row
    }
  }
}
