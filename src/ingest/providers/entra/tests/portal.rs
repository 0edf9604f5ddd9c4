//! The CSV of the portal, and its companion.

use super::{csv, told};
use crate::ingest::testing::{event, fates, read, text};
use crate::model::{Factor, Outcome, TimeBasis, Tri};

/// The columns of 2024-10, as downloaded.
const COLUMNS: [&str; 55] = [
    "Date (UTC)",
    "Request ID",
    "User agent",
    "Correlation ID",
    "User ID",
    "User",
    "Username",
    "User type",
    "Cross tenant access type",
    "Incoming token type",
    "Authentication Protocol",
    "Unique token identifier",
    "Original transfer method",
    "Client credential type",
    "Token Protection - Sign In Session",
    "Token Protection - Sign In Session StatusCode",
    "Application",
    "Application ID ",
    "Resource",
    "Resource ID ",
    "Resource tenant ID",
    "Home tenant ID",
    "Home tenant name",
    "IP address",
    "Location",
    "Status",
    "Sign-in error code",
    "Failure reason",
    "Client app",
    "Device ID",
    "Browser",
    "Operating System",
    "Compliant",
    "Managed",
    "Join Type",
    "Multifactor authentication result",
    "Multifactor authentication auth method",
    "Multifactor authentication auth detail",
    "Authentication requirement",
    "Sign-in identifier",
    "Session ID",
    "IP address (seen by resource)",
    "Through Global Secure Access",
    "Global Secure Access IP address",
    "Autonomous system  number",
    "Flagged for review",
    "Token issuer type",
    "Incoming token type",
    "Token issuer name",
    "Latency",
    "Conditional Access",
    "Managed Identity type",
    "Associated Resource Id",
    "Federated Token Id",
    "Federated Token Issuer",
];

/// A file of one sign-in with the given cells, all others empty.
fn file(cells: &[(&str, &str)]) -> String {
    let value = |column: &str| cells.iter().find(|(name, _)| *name == column).map_or("", |it| it.1);
    let row = COLUMNS.map(value);
    format!("\u{feff}{}{}", csv(&COLUMNS), csv(&row))
}

const DENIED: [(&str, &str); 12] = [
    ("Date (UTC)", "2026-03-02T08:00:01Z"),
    ("Request ID", "entra-1"),
    ("User agent", "'-odd agent"),
    ("User", "Alice A."),
    ("Username", "alice@corp.example"),
    ("Application", "Office"),
    ("IP address", "203.0.113.9"),
    ("Location", "Melbourne, Victoria, AU"),
    ("Status", "Failure"),
    ("Sign-in error code", "500121"),
    ("Multifactor authentication result", "MFA denied; user declined the authentication"),
    ("Multifactor authentication auth method", "Mobile app notification"),
];

#[test]
fn a_row_is_a_sign_in_with_the_step_that_its_columns_tell_of() {
    let mut cells = DENIED.to_vec();
    cells.extend([("Autonomous system  number", "64500"), ("Session ID", "s1")]);
    let ingested = read(file(&cells));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.evidence.reason);
    let event = event(&ingested, 0);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.000000Z");
    assert_eq!((event.time_basis, event.success), (TimeBasis::Zoned, Tri::No));
    assert_eq!(text(&ingested, event.user), "alice@corp.example");
    assert_eq!(text(&ingested, event.display_name), "Alice A.");
    assert_eq!(
        text(&ingested, event.result),
        "500121 / MFA denied; user declined the authentication"
    );
    let source = ingested.parties.get(event.source);
    assert_eq!(source.asn, Some(64500));
    assert_eq!(text(&ingested, source.user_agent), "-odd agent");
    let place = [source.place.city, source.place.state, source.place.country];
    assert_eq!(place.map(|id| text(&ingested, id)), ["Melbourne", "Victoria", "AU"]);
    assert_eq!(told(&ingested), vec![(Factor::Push, Outcome::Denied, true)]);
    let notes = &ingested.evidence.notes;
    assert_eq!((notes["bom_removed"], notes["repeated_column"]), (1, 1));
    assert_eq!(notes["leading_apostrophe_removed"], 1);
}

#[test]
fn a_success_has_no_code_and_a_claim_asks_nobody() {
    let done = |result: &str| {
        let mut cells = DENIED.to_vec();
        cells.retain(|(name, _)| !["Status", "Sign-in error code"].contains(name));
        cells.retain(|(name, _)| *name != "Multifactor authentication result");
        cells.extend([("Status", "Success"), ("Multifactor authentication result", result)]);
        let ingested = read(file(&cells));
        (event(&ingested, 0).success, told(&ingested))
    };
    let approved = vec![(Factor::Push, Outcome::Approved, true)];
    assert_eq!(done("MFA completed in Azure AD"), (Tri::Yes, approved));
    let claim = "MFA requirement satisfied by claim in the token";
    assert_eq!(done(claim), (Tri::Yes, Vec::new()));
}

#[test]
fn a_french_file_with_semicolons_is_read_by_its_ids_and_codes() {
    for apostrophe in ['\'', '\u{2019}'] {
        let header = "Date (UTC);ID de demande;Nom d'utilisateur;Adresse IP;Emplacement;Statut;\
            Code d'erreur de connexion;Agent utilisateur;\
            Méthode d'authentification multifacteur\n"
            .replace('\'', &apostrophe.to_string());
        let rows = "23/02/2026 08:00:01;r1;alice@corp.example;203.0.113.9;Lyon, Rhône, FR;Échec;\
            500121;Edge;Notification de l’application mobile\n\
            23/02/2026 09:00:01;r2;alice@corp.example;203.0.113.9;, , FR;Opération réussie;;Edge;\n";
        let ingested = read(format!("{header}{rows}"));
        assert_eq!(fates(&ingested), (2, 0, 0), "{:?}", ingested.evidence.reason);
        let (failed, done) = (event(&ingested, 0), event(&ingested, 1));
        assert_eq!(failed.time.to_string(), "2026-02-23T08:00:01.000000Z");
        assert_eq!((failed.success, done.success), (Tri::No, Tri::Yes));
        assert_eq!(told(&ingested), vec![(Factor::Other, Outcome::DeniedOrWrongCode, true)]);
        let place = ingested.parties.get(done.source).place;
        assert_eq!(text(&ingested, place.country), "FR");
        assert!(!place.city.is_present());
    }
}

#[test]
fn a_spanish_file_is_read_and_a_date_that_names_no_zone_is_told() {
    let header = "Date;Id. de correlación;Nombre de usuario;Dirección IP;Estado;Aplicación\n";
    let row = "23/02/2026 08:00;c1;alice@corp.example;203.0.113.9;Correcto;Office\n";
    let ingested = read(format!("{header}{row}"));
    let event = event(&ingested, 0);
    assert_eq!((event.success, event.time_basis), (Tri::Yes, TimeBasis::Assumed));
    assert_eq!(text(&ingested, event.app), "Office");
}

#[test]
fn sign_ins_of_services_are_named_and_not_read() {
    let header = "Date (UTC),Request ID,Service principal ID,Service principal name,Status\n";
    let row = csv(&["2026-03-02T08:00:01Z", "r1", "sp1", "Backup", "Success"]);
    let ingested = read(format!("{header}{row}"));
    assert_eq!(fates(&ingested), (0, 1, 0));
    assert_eq!(ingested.evidence.stream, Some("service_principal_sign_in"));
}

#[test]
fn a_row_of_the_companion_is_a_step_of_nobody() {
    let header = "Date (UTC),Request ID,Authentication method,Authentication method detail,\
        Succeeded,Result detail,Requirement\n";
    let row = csv(&[
        "2026-03-02T08:00:40Z",
        "entra-1",
        "Mobile app notification",
        "",
        "false",
        "MFA denied; user declined the authentication",
        "Multifactor authentication",
    ]);
    let ingested = read(format!("{header}{row}"));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.evidence.reason);
    let event = event(&ingested, 0);
    assert!(!event.user.is_present() && event.flow.is_present());
    assert_eq!(text(&ingested, event.name), "authentication step");
    assert_eq!(told(&ingested), vec![(Factor::Push, Outcome::Denied, true)]);
}
