// What a part of a Model says, apart from how it was laid out: keys to find equal
// parts, digests to name results by.
//
// A digest covers everything that can change an answer: windows, ties, literals, rule numbers and
// outcomes, every field, register and condition used, and the codes and unit of every cluster. It
// covers no name of a field, no blank, no comment and no index: the same rules in another file, among
// other rules, have the same digest.

#pragma once

#include <string>
#include <vector>

#include "rules/model.h"

namespace meso::rules {

// Equal for two fields of one Model exactly when they mean the same and use the same parts.
std::string field_key(const Field& field);

// Fills text_hash of every register and indicator, and Model::hash.
void put_digests(Model& model);

}  // namespace meso::rules
