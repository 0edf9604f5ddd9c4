//! The family of a user agent: browser and system without versions, so that an update does not
//! make a known machine new.

/// Browser family and system family; two agents of one family are the same machine to the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AgentFamily {
    browser: &'static str,
    system: &'static str,
    /// XXH3 of the leading product name where no known browser fits; 0 otherwise.
    product: u64,
}

/// Marks in order of precedence: most agents also claim to be the ones below them.
const BROWSERS: [(&str, &str); 24] = [
    ("oktaverify", "Okta Verify"),
    ("com.okta.mobile", "Okta Verify"),
    ("headless", "headless browser"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("opera", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("chromium", "Chrome"),
    ("outlook", "Outlook"),
    ("safari", "Safari"),
    ("trident", "Internet Explorer"),
    ("msie", "Internet Explorer"),
    ("internet explorer", "Internet Explorer"),
    ("python", "Python"),
    ("curl", "curl"),
    ("go-http-client", "Go"),
    ("powershell", "PowerShell"),
    ("postman", "Postman"),
    ("okta-sdk", "Okta SDK"),
    ("okta", "Okta"),
];

const SYSTEMS: [(&str, &str); 13] = [
    ("iphone", "iOS"),
    ("ipad", "iOS"),
    (" ios", "iOS"),
    ("ios/", "iOS"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("cros", "ChromeOS"),
    ("chrome os", "ChromeOS"),
    ("mac os", "macOS"),
    ("macos", "macOS"),
    ("macintosh", "macOS"),
    ("linux", "Linux"),
    ("ubuntu", "Linux"),
];

impl AgentFamily {
    /// The family of a logged agent; `None` where the log has none.
    pub(crate) fn of(agent: &str) -> Option<Self> {
        let agent = agent.trim().to_ascii_lowercase();
        if agent.is_empty() || agent == "unknown" || agent == "-" {
            return None;
        }
        let first = |marks: &[(&str, &'static str)]| {
            marks.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |&(_, name)| name)
        };
        let (browser, system) = (first(&BROWSERS), first(&SYSTEMS));
        let product = if browser.is_empty() { product(&agent) } else { 0 };
        Some(Self { browser, system, product })
    }
}

fn product(agent: &str) -> u64 {
    let name = agent.split(|c: char| c == '/' || c == ' ' || c.is_ascii_digit()).next();
    xxhash_rust::xxh3::xxh3_64(name.unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(agent: &str) -> (&'static str, &'static str) {
        let family = AgentFamily::of(agent).unwrap();
        (family.browser, family.system)
    }

    #[test]
    fn a_new_version_is_the_same_family() {
        let old = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";
        let new = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0 Safari/537.36";
        assert_eq!(AgentFamily::of(old), AgentFamily::of(new));
        assert_eq!(family(old), ("Chrome", "Windows"));
    }

    #[test]
    fn browsers_that_claim_to_be_others_are_told_apart() {
        assert_eq!(
            family("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/1 Safari/1 Edg/1"),
            ("Edge", "macOS")
        );
        assert_eq!(
            family("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"),
            ("Safari", "iOS")
        );
        assert_eq!(family("Chrome / Windows 10"), ("Chrome", "Windows"));
        assert_eq!(
            family("com.okta.mobile/7.12.0 OktaVerify/7.12.0 iOS/16.1.2"),
            ("Okta Verify", "iOS")
        );
    }

    #[test]
    fn unknown_agents_are_told_apart_by_their_product() {
        assert_eq!(AgentFamily::of("vpnclient/1.0"), AgentFamily::of("vpnclient/2.3"));
        assert_ne!(AgentFamily::of("vpnclient/1.0"), AgentFamily::of("mailer/1.0"));
        assert_eq!(AgentFamily::of("unknown"), None);
    }
}
