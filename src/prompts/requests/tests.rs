//! What becomes of requests and answers, by small scenarios.

use crate::prompts::story::prompts;

#[test]
fn sends_to_two_phones_within_two_seconds_are_one_prompt() {
    let text = prompts(
        "0 alice send push flow=a
         2 alice send push flow=a
         9 alice answer push denied flow=a
         100 alice send push flow=b
         102.000001 alice send push flow=b
         110 alice answer push denied flow=b
         500 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 9 by authn_request_id records 1,2,3
    P2 alice push no_answer inferred sent 100 by single_record records 4
    P3 alice push denied sent 102.000001 answered 110 by authn_request_id records 5,6
    ");
}

#[test]
fn sends_of_different_flows_or_factors_are_different_prompts() {
    let text = prompts(
        "0 alice send push flow=a
         1 alice send push flow=b
         1 alice send sms flow=a
         4 alice answer push denied flow=b
         5 alice answer push approved flow=a
         6 alice code sms approved flow=a",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push approved sent 0 answered 5 by authn_request_id records 1,5
    P2 alice push denied sent 1 answered 4 by authn_request_id records 2,4
    P3 alice sms approved sent 1 answered 6 by authn_request_id records 3,6
    ");
}

#[test]
fn an_answer_at_the_time_out_belongs_to_the_request_and_one_later_does_not() {
    let text = prompts(
        "0 alice send push flow=a
         300 alice answer push denied flow=a
         1000 alice send push flow=b
         1300.000001 alice answer push denied flow=b
         9000 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 300 by authn_request_id records 1,2
    P2 alice push no_answer inferred sent 1000 by single_record records 3
    P3 alice push denied answered 1300.000001 by single_record records 4
    ");
}

#[test]
fn a_logged_time_out_may_come_a_little_late_and_is_observed() {
    let text = prompts(
        "0 alice send push flow=a
         301 alice answer push no_answer flow=a",
    );
    insta::assert_snapshot!(text, @"P1 alice push no_answer sent 0 answered 301 by authn_request_id records 1,2");
}

#[test]
fn one_answer_closes_one_prompt_the_latest() {
    let text = prompts(
        "0 alice send push flow=a
         60 alice send push flow=a
         70 alice answer push denied flow=a
         900 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push no_answer inferred sent 0 by single_record records 1
    P2 alice push denied sent 60 answered 70 by authn_request_id records 2,3
    ");
}

#[test]
fn without_answers_in_the_export_the_outcome_is_unknown() {
    let text = prompts(
        "0 alice send push flow=a
         60 alice send push flow=b
         9000 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push unknown sent 0 by single_record records 1
    P2 alice push unknown sent 60 by single_record records 2
    ");
}

#[test]
fn without_answers_of_that_kind_the_outcome_is_unknown() {
    let text = prompts(
        "0 alice send sms flow=a
         60 alice answer push denied flow=b
         9000 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice sms unknown sent 0 by single_record records 1
    P2 alice push denied answered 60 by single_record records 2
    limit: The Okta evidence holds SMS requests but no answers to any: where no answer is logged, their outcome is unknown.
    ");
}

#[test]
fn a_time_out_that_reaches_past_the_end_is_open() {
    let text = prompts(
        "0 alice send push flow=a
         5 alice answer push denied flow=a
         100 alice send push flow=b
         101 alice send push flow=c
         400 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 5 by authn_request_id records 1,2
    P2 alice push no_answer inferred sent 100 by single_record records 3
    P3 alice push open sent 101 by single_record records 4
    limit: 1 request was still open when the evidence ended: its outcome is not in it.
    ");
}

#[test]
fn the_key_is_flow_then_session_then_transaction_then_address_then_nearness() {
    let text = prompts(
        "0 alice send push session=s flow=x
         1 alice answer push denied session=s flow=y
         10 alice send push tx=t
         11 alice answer push denied tx=t
         20 alice send push ip=192.0.2.1
         21 alice answer push denied ip=192.0.2.1
         30 alice send push ip=192.0.2.1
         31 alice answer push denied ip=192.0.2.9",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 1 by session records 1,2
    P2 alice push denied sent 10 answered 11 by transaction records 3,4
    P3 alice push denied sent 20 answered 21 by nearest records 5,6
    P4 alice push denied sent 30 answered 31 by nearest records 7,8
    ");
}

#[test]
fn an_answer_without_a_factor_fits_any_request_and_takes_its_factor() {
    let text = prompts(
        "0 alice send push flow=a
         5 alice answer other denied flow=a
         10 alice send sms flow=b
         15 alice answer push denied flow=b
         9000 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 5 by authn_request_id records 1,2
    P2 alice sms no_answer inferred sent 10 by single_record records 3
    P3 alice push denied answered 15 by single_record records 4
    ");
}

#[test]
fn an_answer_told_by_phone_and_browser_is_one_answer() {
    let text = prompts(
        "0 alice send push flow=a
         5 alice answer push approved flow=a phone=192.0.2.50
         6 alice answer push approved flow=a
         20 alice answer push approved flow=a",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push approved sent 0 answered 5 by authn_request_id phone 192.0.2.50 records 1,2,3
    P2 alice push approved answered 20 by single_record records 4
    ");
}

#[test]
fn a_wrong_code_may_be_typed_again() {
    let text = prompts(
        "0 alice send sms flow=a
         20 alice code sms wrong_code flow=a
         40 alice code sms approved flow=a
         60 alice code totp approved flow=b",
    );
    insta::assert_snapshot!(text, @"P1 alice sms approved sent 0 answered 40 by authn_request_id records 1,2,3");
}

#[test]
fn a_duo_record_is_a_whole_prompt_and_knows_only_its_end() {
    let text = prompts(
        "0 alice whole push denied flow=t1 duo
         1 alice whole push denied flow=t2 duo
         1.5 alice whole push denied flow=t2 duo",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied answered 0 by single_record records 1
    P2 alice push denied answered 1 by single_record records 2,3
    ");
}

#[test]
fn a_call_in_the_telephony_log_and_its_end_in_the_sign_in_log_are_one_prompt() {
    let text = prompts(
        "0 alice send phone_call flow=t1 duo
         40 alice whole phone_call no_answer flow=t1 duo
         41 alice whole push denied flow=t2 duo",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice phone_call no_answer sent 0 answered 40 by authn_request_id records 1,2
    P2 alice push denied answered 41 by single_record records 3
    ");
}

#[test]
fn a_message_of_the_telephony_log_is_no_second_prompt_beside_its_attempt() {
    let text = prompts(
        "0 alice whole sms cancelled flow=t1 duo
         2 alice send sms flow=t1 duo
         100 alice send sms flow=t2 duo
         130 alice code totp approved flow=t2 duo
         200 alice send phone_call flow=t3 duo
         230 alice whole push approved flow=t3 duo
         900 alice send sms flow=t1 duo
         2000 alice noise duo",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice sms cancelled answered 0 by single_record records 1,2
    P2 alice sms approved sent 100 answered 130 by authn_request_id records 3,4
    P3 alice push approved sent 200 answered 230 by authn_request_id records 5,6
    P4 alice sms no_answer inferred sent 900 by single_record records 7
    limit: The Duo evidence holds phone call requests but no answers to any: where no answer is logged, their outcome is unknown.
    ");
}

#[test]
fn a_request_that_was_blocked_waits_for_nothing() {
    let text = prompts(
        "0 alice send sms blocked flow=a
         20 alice code sms approved flow=a",
    );
    insta::assert_snapshot!(text, @"P1 alice sms blocked sent 0 by single_record records 1");
}

#[test]
fn the_policy_row_of_a_flow_names_the_application() {
    let text = prompts(
        "0 alice policy flow=a app=Mail
         1 alice send push flow=a
         5 alice answer push denied flow=a",
    );
    insta::assert_snapshot!(text, @"P1 alice push denied sent 1 answered 5 by authn_request_id app Mail records 1,2,3");
}

#[test]
fn another_provider_does_not_answer() {
    let text = prompts(
        "0 alice send push flow=a
         5 alice whole push approved flow=a duo
         6 alice answer push denied flow=b
         900 alice noise",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied sent 0 answered 6 by nearest records 1,3
    P2 alice push approved answered 5 by single_record records 2
    ");
}

#[test]
fn a_request_that_names_no_user_counts_for_nobody_and_is_told() {
    let text = prompts(
        "0 - send sms flow=t1 duo
         5 alice whole push denied flow=t2 duo",
    );
    insta::assert_snapshot!(text, @r"
    P1 alice push denied answered 5 by single_record records 2
    limit: The Duo evidence holds 1 request that names no user, and no record of the same attempt that does: whom it reached is not known, and it counts for nobody.
    ");
}
