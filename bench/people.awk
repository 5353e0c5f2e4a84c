# Invented users and loans of a lender, as CSV for `partner-api import`. The
# numbers are known to dedupe.lua, which asks for some of these people.
BEGIN {
  at = "2025-01-01T00:00:00Z"
  if (kind == "users") {
    print "id,mobile_number,pan_number,first_name,last_name,email,status,registered_at,occurred_at"
    for (n = 1; n <= users; n++) {
      printf "%d,%.0f,BNC%c%c%04dK,First%d,Last%d,user%d@mail.example,active,%s,%s\n", n,
        6000000000 + n * 17, 65 + int(n / 260000) % 26, 65 + int(n / 10000) % 26, n % 10000, n, n, n, at, at
    }
  } else {
    # Every tenth user has a loan, every second of these an active one.
    print "id,user_id,application_number,status,loan_amount,created_at,occurred_at"
    for (n = 10; n <= users; n += 10) {
      printf "%d,%d,APP%d,%s,50000,%s,%s\n", n, n, n, n % 20 ? "cleared" : "disbursed", at, at
    }
  }
}
