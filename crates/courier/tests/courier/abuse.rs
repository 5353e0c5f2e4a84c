//! Addresses that lead where no webhook may go: none is dialled.

use std::time::{Duration, Instant};

use kernel::Reach;
use webhooks::AttemptOutcome;

use crate::receiver::{FakeNames, Receiver, answered, courier, now, parcel, sent};

const REFUSED: AttemptOutcome = AttemptOutcome::Failed("address_refused");

/// Hosts as somebody may write them into an address; `PORT` is put behind.
const LITERALS: &[&str] = &[
    // Loopback, in every spelling of the URL standard and some more.
    "127.0.0.1",
    "127.0.0.1.",
    "127.255.255.254",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0X7F.0x0.0x0.0x1",
    "0177.0.0.1",
    "017700000001",
    "0177.0x0.0.1",
    "%31%32%37.0.0.1",
    "１２７.０.０.１",
    "127。0。0。1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    // Unspecified, which many systems take for loopback.
    "0.0.0.0",
    "0",
    "[::]",
    // Private, shared, link-local and metadata.
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "0xc0a80001",
    "3232235521",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    // Multicast, broadcast, reserved, documentation, benchmark, protocol assignments.
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[ff02::1]",
    "[ff05::2]",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "[2001:db8::1]",
    "[3fff::1]",
    "198.18.0.1",
    "198.19.255.254",
    "[2001:2::1]",
    "192.0.0.1",
    "192.88.99.1",
    "[100::1]",
    "[5f00::1]",
    // Mapped and compatible.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::169.254.169.254]",
    "[::ffff:0:127.0.0.1]",
    // NAT64, 6to4, Teredo, ISATAP.
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:c0a8:1::1]",
    "[2001:0:53aa:64c:0:0:80ff:fffe]",
    "[2606:2800:220:1:0:5efe:127.0.0.1]",
    // Names that lead inside by themselves.
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌocalhost",
    "%6cocalhost",
    "api.localhost",
    "localhost.localdomain",
    "printer.local",
    "metadata.google.internal",
    "METADATA.google.internal.",
    "instance-data",
    "kubernetes.default.svc",
    "consul.service.corp",
    "router.home.arpa",
    "hidden.onion",
    "intranet",
    "db..internal",
    // More than a host.
    "user@127.0.0.1",
    "user:password@hooks.lead-house.in",
    "hooks.lead-house.in@127.0.0.1",
    "127.0.0.1\\@hooks.lead-house.in",
    "127.0.0.1\t",
];

#[tokio::test]
async fn addresses_that_lead_inside_are_not_dialled() {
    let trap = Receiver::everywhere(|_| {});
    let port = trap.address.port();
    // A name server that would say yes to everything: nobody may even ask it.
    let names = FakeNames::new(&[
        ("localhost", &[&["127.0.0.1"]]),
        ("localhost.", &[&["127.0.0.1"]]),
        ("api.localhost", &[&["127.0.0.1"]]),
    ]);
    assert!(LITERALS.len() >= 60);
    for reach in [Reach::World, Reach::Practice] {
        let courier = courier(reach, Duration::from_secs(2), names.clone());
        for host in LITERALS {
            for url in [
                format!("https://{host}:{port}/in"),
                format!("http://{host}:{port}/in"),
                format!("https://{host}/in"),
            ] {
                let began = Instant::now();
                let outcome = courier.carry(&parcel(&url), now()).await;
                // One that dots or names end in a way of their own may be asked for.
                let unknown = *host == "localhost.localdomain" || *host == "kubernetes.default.svc";
                if unknown && outcome == AttemptOutcome::Failed("unresolved") {
                    continue;
                }
                assert_eq!(outcome, REFUSED, "{url} at {reach:?}");
                assert!(began.elapsed() < Duration::from_millis(500), "{url}");
            }
        }
    }
    assert_eq!(trap.connections(), 0);
    assert!(
        names.asked() <= 8,
        "literals and reserved names are not looked up"
    );
}

#[tokio::test]
async fn the_desk_reaches_its_own_machine_and_nothing_else_inside() {
    let trap = Receiver::everywhere(|_| {});
    let port = trap.address.port();
    let names = FakeNames::new(&[]);
    let courier = courier(Reach::Desk, Duration::from_secs(2), names);
    let loopback = |host: &str| {
        let ours = ["127", "2130706433", "0x7f", "0X7F", "017", "%31", "１２７"];
        ours.iter().any(|begin| host.starts_with(begin))
            || host.to_lowercase().contains("localhost")
            || ["[::1]", "[0:0:0:0:0:0:0:1]", "ｌocalhost", "%6cocalhost"].contains(&host)
            || host.starts_with("[0000")
    };
    for host in LITERALS.iter().filter(|host| !loopback(host)) {
        let url = format!("http://{host}:{port}/in");
        let outcome = courier.carry(&parcel(&url), now()).await;
        if *host == "kubernetes.default.svc" {
            assert_eq!(outcome, AttemptOutcome::Failed("unresolved"));
            continue;
        }
        assert_eq!(outcome, REFUSED, "{url}");
    }
    assert_eq!(trap.connections(), 0);
}

/// What names lead to that partners own.
const LED: &[&[&str]] = &[
    &["127.0.0.1"],
    &["127.0.0.53"],
    &["::1"],
    &["0.0.0.0"],
    &["::"],
    &["10.1.2.3"],
    &["172.17.0.1"],
    &["192.168.1.1"],
    &["100.100.100.200"],
    &["169.254.169.254"],
    &["fe80::1"],
    &["fd00:ec2::254"],
    &["224.0.0.251"],
    &["255.255.255.255"],
    &["192.0.2.9"],
    &["198.18.3.4"],
    &["::ffff:127.0.0.1"],
    &["::ffff:10.0.0.1"],
    &["64:ff9b::7f00:1"],
    &["64:ff9b::a00:1"],
    &["2002:7f00:1::1"],
    &["2001:0:1::1"],
    &["2001:db8::2"],
    // A mix: one bad address refuses the name.
    &["93.184.216.34", "127.0.0.1"],
    &["127.0.0.1", "93.184.216.34"],
    &["93.184.216.34", "2606:2800:220:1::1", "::1"],
    &["93.184.216.34", "::ffff:127.0.0.1"],
];

#[tokio::test]
async fn names_that_lead_inside_are_not_dialled() {
    let trap = Receiver::everywhere(|_| {});
    let url = format!("https://hooks.lead-house.in:{}/in", trap.address.port());
    for led in LED {
        let names = FakeNames::new(&[("hooks.lead-house.in", &[led])]);
        let courier = courier(Reach::World, Duration::from_secs(2), names.clone());
        let outcome = courier.carry(&parcel(&url), now()).await;
        assert_eq!(outcome, REFUSED, "{led:?}");
        assert_eq!(names.asked(), 1);
    }
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn a_name_is_judged_anew_at_every_attempt() {
    let trap = Receiver::everywhere(|_| {});
    let url = format!("https://rebinding.lead-house.in:{}/in", trap.address.port());
    // Public at first, where nobody answers in time; inside the next time; and back.
    let answers: &[&[&str]] = &[&["93.184.216.34"], &["127.0.0.1"], &["10.0.0.1"], &["::1"]];
    let names = FakeNames::new(&[("rebinding.lead-house.in", answers)]);
    let courier = courier(Reach::World, Duration::from_millis(300), names.clone());
    let parcel = parcel(&url);
    assert_ne!(courier.carry(&parcel, now()).await, REFUSED);
    for _ in 0..3 {
        assert_eq!(courier.carry(&parcel, now()).await, REFUSED);
    }
    assert_eq!(names.asked(), 4, "asked once for each attempt");
    assert_eq!(trap.connections(), 0);
}

/// The same with a receiver that did answer, and would keep its connection open.
#[tokio::test]
async fn no_connection_outlives_its_attempt() {
    let receiver = Receiver::new(|mut stream| {
        use std::io::Write as _;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        std::thread::sleep(Duration::from_secs(2));
    });
    let url = format!("http://hooks.test:{}/in", receiver.address.port());
    let answers: &[&[&str]] = &[&["127.0.0.1"], &["127.0.0.1"], &["192.168.7.7"]];
    let names = FakeNames::new(&[("hooks.test", answers)]);
    let courier = courier(Reach::Desk, Duration::from_secs(2), names.clone());
    let parcel = parcel(&url);
    assert_eq!(courier.carry(&parcel, now()).await, answered(200));
    assert_eq!(courier.carry(&parcel, now()).await, answered(200));
    assert_eq!(courier.carry(&parcel, now()).await, REFUSED);
    assert_eq!(names.asked(), 3);
    assert_eq!(receiver.connections(), 2);
}

#[tokio::test]
async fn names_that_lead_nowhere_are_unresolved() {
    let names = FakeNames::new(&[("empty.lead-house.in", &[&[]])]);
    let courier = courier(Reach::World, Duration::from_secs(2), names);
    for host in ["nowhere.lead-house.in", "empty.lead-house.in"] {
        let outcome = courier
            .carry(&parcel(&format!("https://{host}/")), now())
            .await;
        assert!(
            matches!(outcome, AttemptOutcome::Failed("unresolved" | "connect")),
            "{host}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn the_trap_would_notice() {
    let trap = Receiver::everywhere(|mut stream| {
        use std::io::Write as _;
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
    });
    let url = format!("http://127.0.0.1:{}/in", trap.address.port());
    assert_eq!(sent(&url).await, answered(204));
    assert_eq!(trap.connections(), 1);
}
