//! What every backend of the store must hold, as sentences over the ports alone. A backend gives a [`House`] and
//! instantiates the whole suite with `store_suite!`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

pub(super) mod auditing;
pub(super) mod counting;
pub(super) mod enrolling;
pub(super) mod helping;
mod histories;
pub(super) mod house;
pub(super) mod managing;
pub(super) mod model;
pub(super) mod owning;
pub(super) mod remembering;
pub(super) mod returning;
pub(super) mod spending;
pub(super) mod staffing;

/// Makes one test of each sentence, for the backend whose [`house::House`] is given.
macro_rules! store_suite {
    ($house:ty) => {
        store_suite!($house; spending:
            one_code_admits_once_among_thirty_at_a_time,
            one_recovery_code_admits_once_among_thirty_at_a_time,
            a_slow_writer_with_an_older_step_does_not_lower_the_watermark,
            a_lost_spend_leaves_nothing_behind,
            a_code_is_spent_only_for_its_own_person,
            a_code_of_another_epoch_or_a_disabled_authenticator_is_not_spent,
            a_code_without_a_person_is_not_spent,
            what_was_answered_survives_a_crash,
        );
        store_suite!($house; counting:
            somebody_never_seen_has_an_empty_standing,
            every_conclusion_about_a_person_raises_the_version,
            a_conclusion_on_an_older_standing_is_stale_and_writes_nothing,
            wrong_codes_count_in_their_pool_and_everywhere,
            the_same_string_counts_once_in_a_day,
            an_ipv4_mapped_source_is_the_ipv4_one,
            only_an_admission_or_an_unlock_clears_wrong_codes,
            an_admission_elsewhere_leaves_a_pools_own_count,
            forwarded_passwords_count_until_a_right_one,
            a_sources_refusals_age_out,
        );
        store_suite!($house; remembering:
            a_string_is_remembered_at_its_own_application_and_source_only,
            any_change_of_factors_ends_what_was_remembered,
            spending_does_not_raise_the_epoch,
            a_service_accounts_proof_is_kept_per_application,
        );
        store_suite!($house; managing:
            an_authenticator_can_be_added_disabled_enabled_and_removed,
            nobody_holds_more_than_eight_authenticators,
            new_recovery_codes_replace_all_old_ones,
            a_change_of_nothing_says_not_found_and_writes_no_event,
            exemptions_end_and_can_be_removed,
            a_pin_stays_what_it_was_first,
            people_are_listed_by_name_with_their_worst_pools,
            an_unlock_clears_counts_and_keeps_admissions,
        );
        store_suite!($house; helping:
            one_bypass_code_admits_once_at_an_application_among_thirty_at_a_time,
            a_bypass_code_admits_once_a_minute_at_each_application,
            an_ended_revoked_or_foreign_bypass_code_is_not_spent,
            bypass_codes_are_listed_until_they_end,
            grace_counts_once_in_eight_hours_at_each_application,
            grace_never_counts_beyond_the_most_among_thirty_at_a_time,
            the_first_time_somebody_is_told_stays,
        );
        store_suite!($house; returning:
            a_permission_is_good_until_its_end_for_its_own_place_only,
            a_return_counts_nothing_and_sets_nothing_back,
            any_change_of_factors_ends_the_permissions,
            an_unlock_keeps_permissions_and_a_disabled_account_ends_them,
            a_machine_has_one_permission_of_a_person_at_each_place,
            permissions_are_revoked_one_by_one_by_person_by_machine_or_all,
            a_revoked_permission_admits_nobody_among_thirty_at_a_time,
            a_node_forgets_its_own_of_before_its_start,
        );
        store_suite!($house; enrolling:
            a_first_enrolment_brings_authenticator_and_recovery_codes_together,
            somebody_who_has_something_is_not_enrolled_again,
            one_first_enrolment_is_made_among_thirty_at_a_time,
            an_activation_code_is_used_once_by_its_own_person_before_its_end,
            a_newer_activation_code_ends_the_older,
            an_activation_code_that_clears_takes_everything_away,
        );
        store_suite!($house; owning:
            own_changes_need_the_epoch_that_is_known,
            one_of_thirty_own_changes_of_the_same_epoch_is_made,
            what_is_anothers_is_not_found,
            own_authenticators_are_added_replaced_and_renamed,
            the_last_enabled_authenticator_may_have_to_stay,
            with_the_last_authenticator_go_the_recovery_codes,
            a_resynchronisation_only_goes_up,
            own_recovery_codes_are_replaced,
        );
        store_suite!($house; staffing:
            a_token_is_kept_as_it_was_made_until_it_is_revoked,
            the_use_of_a_token_is_noted_once_a_minute,
            an_exemption_holds_for_nobody_until_it_is_approved_once,
            people_come_in_pages_by_name,
            figures_are_of_now_and_logins_of_since,
            applications_are_seen_by_who_was_let_in_or_wrong_there,
            coverage_is_one_row_for_each_day_and_group_until_it_is_old,
        );
        store_suite!($house; auditing:
            rows_come_in_order_and_can_be_filtered,
            a_whole_chain_is_said_to_be_whole,
            a_changed_row_is_found,
            a_removed_row_is_found,
            a_removed_last_row_is_found,
            rows_that_changed_places_are_found,
            each_node_has_a_chain_of_its_own,
            a_cursor_only_moves_forward,
        );
        store_suite!($house; model: a_random_history_ends_like_the_models,);
    };
    ($house:ty; $module:ident: $($name:ident,)+) => {
        mod $module {
            use super::*;
            $(
                #[test]
                fn $name() {
                    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
                    runtime.unwrap().block_on(crate::store::suite::$module::$name::<$house>());
                }
            )+
        }
    };
}
pub(super) use store_suite;
