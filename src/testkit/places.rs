//! The networks and machines of the stories.
//!
//! In: nothing. Out: tables. Must never know: who uses them.
//!
//! Autonomous systems are the ones reserved for documentation (RFC 5398), their owners invented;
//! cities are real, so that maps and distances mean something.

/// One network at one place.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Autonomous system number, 64496 to 64511.
    pub asn: u32,
    /// The invented owner.
    pub as_org: &'static str,
    /// The owner's reverse-DNS domain.
    pub domain: &'static str,
    /// City.
    pub city: &'static str,
    /// State or region.
    pub state: &'static str,
    /// Country, full English name (Okta, Duo).
    pub country: &'static str,
    /// Country, two letters (Entra).
    pub code: &'static str,
    /// Postal code, where a database would know one.
    pub postal: Option<&'static str>,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Whether the provider's own database calls it a proxy.
    pub proxy: bool,
}

macro_rules! sites {
    ($($(#[$doc:meta])* $name:ident = $asn:literal $org:literal $domain:literal, $city:literal $state:literal $country:literal $code:literal $postal:expr, $lat:literal $lon:literal;)*) => {
        $($(#[$doc])* pub const $name: Site = Site {
            asn: $asn, as_org: $org, domain: $domain, city: $city, state: $state,
            country: $country, code: $code, postal: $postal, lat: $lat, lon: $lon, proxy: false,
        };)*
    };
}

sites! {
    /// Homes in San Francisco.
    SAN_FRANCISCO_HOME = 64496 "larkspur broadband" "larkspur.example", "San Francisco" "California" "United States" "US" Some("94110"), 37.7509 -122.4153;
    /// Homes in Chicago.
    CHICAGO_HOME = 64497 "prairie line fiber" "prairieline.example", "Chicago" "Illinois" "United States" "US" Some("60614"), 41.9227 -87.6533;
    /// Homes in Berlin.
    BERLIN_HOME = 64498 "spreebogen netz gmbh" "spreebogen.example", "Berlin" "Land Berlin" "Germany" "DE" Some("10115"), 52.5323 13.3846;
    /// Homes in Bengaluru.
    BENGALURU_HOME = 64499 "deccan plateau connect" "deccanplateau.example", "Bengaluru" "Karnataka" "India" "IN" Some("560001"), 12.9753 77.5910;
    /// Homes in London.
    LONDON_HOME = 64500 "wherry lane broadband" "wherrylane.example", "London" "England" "United Kingdom" "GB" Some("EC1V"), 51.5275 -0.1019;
    /// The company's office in San Francisco.
    SAN_FRANCISCO_OFFICE = 64501 "corp example incorporated" "corp.example", "San Francisco" "California" "United States" "US" Some("94105"), 37.7898 -122.3942;
    /// The company's office in Chicago.
    CHICAGO_OFFICE = 64501 "corp example incorporated" "corp.example", "Chicago" "Illinois" "United States" "US" Some("60606"), 41.8827 -87.6373;
    /// The company's office in Berlin.
    BERLIN_OFFICE = 64501 "corp example incorporated" "corp.example", "Berlin" "Land Berlin" "Germany" "DE" Some("10963"), 52.5006 13.3853;
    /// The company's office in Bengaluru.
    BENGALURU_OFFICE = 64501 "corp example incorporated" "corp.example", "Bengaluru" "Karnataka" "India" "IN" Some("560103"), 12.9279 77.6830;
    /// The company's office in London.
    LONDON_OFFICE = 64501 "corp example incorporated" "corp.example", "London" "England" "United Kingdom" "GB" Some("E1"), 51.5152 -0.0721;
    /// A mobile carrier's gateway near San Francisco.
    BAY_CARRIER = 64502 "sierra crest mobile" "sierracrest.example", "Oakland" "California" "United States" "US" Some("94612"), 37.8101 -122.2710;
    /// The same carrier's gateway near Chicago.
    LAKE_CARRIER = 64502 "sierra crest mobile" "sierracrest.example", "Aurora" "Illinois" "United States" "US" Some("60505"), 41.7606 -88.3201;
    /// A German mobile carrier's gateway.
    BERLIN_CARRIER = 64503 "havelland mobil ag" "havellandmobil.example", "Berlin" "Land Berlin" "Germany" "DE" Some("13353"), 52.5496 13.3569;
    /// An Indian mobile carrier's gateway in the user's own city.
    BENGALURU_CARRIER = 64504 "coromandel cellular" "coromandelcell.example", "Bengaluru" "Karnataka" "India" "IN" Some("560002"), 12.9634 77.5855;
    /// The same carrier's gateway 290 km away.
    CHENNAI_CARRIER = 64504 "coromandel cellular" "coromandelcell.example", "Chennai" "Tamil Nadu" "India" "IN" Some("600001"), 13.0878 80.2785;
    /// A British mobile carrier's gateway.
    LONDON_CARRIER = 64505 "albion tern mobile" "albiontern.example", "London" "England" "United Kingdom" "GB" Some("W1D"), 51.5136 -0.1365;
    /// A hosting company in Amsterdam.
    AMSTERDAM_HOSTING = 64506 "polderdyke hosting bv" "polderdyke.example", "Amsterdam" "North Holland" "Netherlands" "NL" None, 52.3740 4.8897;
    /// A provider in Lagos.
    LAGOS = 64507 "eko lagoon networks" "ekolagoon.example", "Lagos" "Lagos" "Nigeria" "NG" None, 6.4541 3.3947;
    /// A provider in Moscow.
    MOSCOW = 64508 "zarechye telecom" "zarechye.example", "Moscow" "Moscow" "Russia" "RU" Some("101000"), 55.7558 37.6173;
    /// A provider in São Paulo.
    SAO_PAULO = 64509 "serra do mar banda larga" "serradomar.example", "São Paulo" "São Paulo" "Brazil" "BR" Some("01000"), -23.5475 -46.6361;
    /// A hosting company in Frankfurt.
    FRANKFURT_HOSTING = 64510 "brueckenkopf cloud" "brueckenkopf.example", "Frankfurt am Main" "Hesse" "Germany" "DE" None, 50.1155 8.6842;
    /// A hotel's guest network in Lisbon.
    LISBON_HOTEL = 64511 "tejo hospitality networks" "tejohospitality.example", "Lisbon" "Lisbon" "Portugal" "PT" Some("1100"), 38.7139 -9.1394;
    /// Roaming in Lisbon.
    LISBON_CARRIER = 64511 "tejo hospitality networks" "tejohospitality.example", "Lisbon" "Lisbon" "Portugal" "PT" None, 38.7167 -9.1333;
}

/// A browser on a system, in the words of each provider.
#[derive(Clone, Copy, Debug)]
pub struct Browser {
    /// The user agent.
    pub user_agent: &'static str,
    /// Okta's `userAgent.os`.
    pub okta_os: &'static str,
    /// Okta's `userAgent.browser`.
    pub okta_browser: &'static str,
    /// Okta's `client.device`.
    pub okta_device: &'static str,
    /// Duo's `os`.
    pub duo_os: &'static str,
    /// Duo's `os_version`.
    pub duo_os_version: &'static str,
    /// Duo's `browser`.
    pub duo_browser: &'static str,
    /// The browser's version.
    pub version: &'static str,
    /// Entra's `deviceDetail.operatingSystem`.
    pub entra_os: &'static str,
    /// Entra's `deviceDetail.browser`.
    pub entra_browser: &'static str,
}

macro_rules! browsers {
    ($($(#[$doc:meta])* $name:ident = $agent:literal, $okta_os:literal $okta_browser:literal $okta_device:literal, $duo_os:literal $duo_os_version:literal $duo_browser:literal $version:literal, $entra_os:literal $entra_browser:literal;)*) => {
        $($(#[$doc])* pub const $name: Browser = Browser {
            user_agent: $agent, okta_os: $okta_os, okta_browser: $okta_browser,
            okta_device: $okta_device, duo_os: $duo_os, duo_os_version: $duo_os_version,
            duo_browser: $duo_browser, version: $version, entra_os: $entra_os,
            entra_browser: $entra_browser,
        };)*
    };
}

browsers! {
    /// Chrome on macOS.
    CHROME_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36", "Mac OS 14.7.3 (Sonoma)" "CHROME" "Computer", "Mac OS X" "14.7.3" "Chrome" "144.0.7559.60", "MacOs" "Chrome 144.0.0";
    /// Chrome on Windows.
    CHROME_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36", "Windows 10" "CHROME" "Computer", "Windows" "10" "Chrome" "144.0.7559.60", "Windows10" "Chrome 144.0.0";
    /// Edge on Windows.
    EDGE_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0", "Windows 10" "EDGE" "Computer", "Windows" "11" "Edge Chromium" "144.0.3719.82", "Windows10" "Edge 144.0.0";
    /// Firefox on Windows.
    FIREFOX_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0", "Windows 10" "FIREFOX" "Computer", "Windows" "11" "Firefox" "147.0", "Windows10" "Firefox 147.0";
    /// Safari on macOS.
    SAFARI_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15", "Mac OS 14.7.3 (Sonoma)" "SAFARI" "Computer", "Mac OS X" "14.7.3" "Safari" "18.3", "MacOs" "Safari 18.3";
    /// Firefox on Linux, as an attacker may use it.
    FIREFOX_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux" "FIREFOX" "Computer", "Linux" "x86_64" "Firefox" "128.0", "Linux" "Firefox 128.0";
    /// Chrome on Linux, as an attacker may use it.
    CHROME_LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", "Linux" "CHROME" "Computer", "Linux" "x86_64" "Chrome" "120.0.6099.71", "Linux" "Chrome 120.0.0";
    /// A script.
    SCRIPT = "python-requests/2.31.0", "Unknown" "UNKNOWN" "Unknown", "Unknown" "" "Unknown" "", "" "Python Requests 2.31";
}

/// The model of a phone.
#[derive(Clone, Copy, Debug)]
pub struct PhoneModel {
    /// The model's name, as a person would say it.
    pub name: &'static str,
    /// `IOS` or `ANDROID`, Okta's `devicePlatform`.
    pub platform: &'static str,
    /// Okta's `deviceCategory`.
    pub category: &'static str,
    /// The user agent of Okta Verify on it.
    pub okta_agent: &'static str,
    /// Okta's `userAgent.os` for that agent.
    pub okta_os: &'static str,
}

/// The models of the stories.
pub const PHONE_MODELS: [PhoneModel; 5] = [
    PhoneModel {
        name: "iPhone 15",
        platform: "IOS",
        category: "SmartPhone_IPhone",
        okta_agent: "B7FX2K9QLM.com.okta.mobile/9.41.0 OktaVerify/9.41.0 iOS/18.3.1 Apple/iPhone15,4",
        okta_os: "iOS",
    },
    PhoneModel {
        name: "Pixel 9",
        platform: "ANDROID",
        category: "SmartPhone_Android",
        okta_agent: "Dalvik/2.1.0 (Linux; U; Android 15; Pixel 9 Build/AP4A.250105) OktaVerify/8.22.0",
        okta_os: "Android",
    },
    PhoneModel {
        name: "iPhone 14",
        platform: "IOS",
        category: "SmartPhone_IPhone",
        okta_agent: "B7FX2K9QLM.com.okta.mobile/9.41.0 OktaVerify/9.41.0 iOS/18.2 Apple/iPhone14,7",
        okta_os: "iOS",
    },
    PhoneModel {
        name: "Galaxy S24",
        platform: "ANDROID",
        category: "SmartPhone_Android",
        okta_agent: "Dalvik/2.1.0 (Linux; U; Android 14; SM-S921B Build/UP1A.231005) OktaVerify/8.22.0",
        okta_os: "Android",
    },
    PhoneModel {
        name: "Moto G54",
        platform: "ANDROID",
        category: "SmartPhone_Android",
        okta_agent: "Dalvik/2.1.0 (Linux; U; Android 13; moto g54 5G Build/T1TR33) OktaVerify/8.19.0",
        okta_os: "Android",
    },
];

/// An application that is signed in to.
#[derive(Clone, Copy, Debug)]
pub struct App {
    /// Its name.
    pub name: &'static str,
    /// Its name in Okta's catalogue (`alternateId` shows the label).
    pub kind: &'static str,
    /// A number that its ids are made from.
    pub serial: u64,
}

/// Mail.
pub const MAIL: App = App { name: "Example Mail", kind: "example_mail", serial: 1 };
/// The wiki.
pub const WIKI: App = App { name: "Example Wiki", kind: "example_wiki", serial: 2 };
/// Expenses.
pub const EXPENSES: App = App { name: "Example Expenses", kind: "example_expenses", serial: 3 };
/// The VPN.
pub const VPN: App = App { name: "Corp VPN", kind: "example_vpn", serial: 4 };
/// The payroll.
pub const PAYROLL: App = App { name: "Example Payroll", kind: "example_payroll", serial: 5 };
/// The start page.
pub const DASHBOARD: App = App { name: "Okta Dashboard", kind: "okta_enduser", serial: 6 };

/// What people open on ordinary days.
pub const EVERYDAY_APPS: [App; 4] = [MAIL, WIKI, EXPENSES, DASHBOARD];
