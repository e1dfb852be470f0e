//! The names of inputs by their roles.

use crate::generation::Role;
use crate::i18n::say;
use crate::language::Language;

/// The name of an input's role.
pub fn role_name(language: Language, role: Role) -> String {
    match role {
        Role::FirstFrame => say!(language, "role-first-frame"),
        Role::LastFrame => say!(language, "role-last-frame"),
        Role::FirstClip | Role::Video => say!(language, "role-video"),
        Role::DrivingAudio => say!(language, "role-audio"),
        Role::ReferenceImage => say!(language, "role-reference-image"),
        Role::ReferenceVideo => say!(language, "role-reference-video"),
        Role::ReferenceVoice => say!(language, "role-voice"),
        Role::SourceImage => say!(language, "role-source-image"),
        Role::ReferenceAudio => say!(language, "role-reference-audio"),
    }
}

/// The name of the input with this index, as prompts refer to it where possible.
pub fn numbered_role(
    language: Language,
    roles: impl Iterator<Item = Role> + Clone,
    number: usize,
) -> String {
    let role = roles.clone().nth(number);
    let before = roles.take(number).filter(|r| Some(*r) == role).count() + 1;
    match role {
        Some(Role::ReferenceImage) => say!(language, "role-numbered-image", number = before),
        Some(Role::ReferenceVideo) => say!(language, "role-numbered-video", number = before),
        Some(Role::SourceImage) => say!(language, "role-numbered-source-image", number = before),
        Some(role) => role_name(language, role),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_numbered_as_prompts_name_them() {
        let roles = [Role::FirstFrame, Role::ReferenceImage, Role::ReferenceImage];
        let names: Vec<_> =
            (0..3).map(|n| numbered_role(Language::English, roles.into_iter(), n)).collect();
        assert_eq!(names, ["first frame", "Image 1", "Image 2"]);
    }
}
