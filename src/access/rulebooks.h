// Which rules and clusters a question is asked with: the built-in rulebook, what the network keeps of its
// own, and what the asker adds.
//
// Later texts replace earlier ones of the same file name: NETWORK/rulebook/hypertension.rules replaces the
// built-in hypertension.rules, any other name adds. Clusters are replaced one by one, by name.

#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "rules/language.h"
#include "rules/thresholds.h"
#include "terms/terms.h"

namespace meso::access {

struct Rulebook {
  std::vector<rules::SourceText> rules;
  terms::ClusterSet clusters;
  std::vector<rules::Threshold> thresholds;
};

struct RulebookSources {
  std::string network;                // its directory; "" for none
  std::vector<std::string> rules;     // further rule files
  std::vector<std::string> clusters;  // further cluster files or folders
};

// Errors: kNotFound, kIo, kBadInput of a cluster file, with place.
Result<Rulebook> load_rulebook(FileSystem& files, const RulebookSources& sources);

}  // namespace meso::access
