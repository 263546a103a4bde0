/// The settings of one run: flags over environment over project file over user file over defaults.
///
/// Start with [dev.mcpoauth.config.Settings]; [dev.mcpoauth.config.SettingsReader] finds and merges
/// the files, [dev.mcpoauth.config.Folders] knows where things live.
@NullMarked
package dev.mcpoauth.config;

import org.jspecify.annotations.NullMarked;
