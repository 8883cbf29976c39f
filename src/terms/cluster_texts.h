// The kinds of text that clusters come in, and one reader for each. Private
// to the room; ClusterSet is the door.
//
// A reader takes a whole text and gives all of its clusters or the first error with file and line: a code
// list that is half read is a wrong number later. Codes come out as they were written; ClusterSet sorts them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "terms/terms.h"

namespace meso::terms {

enum class ClusterText {
  kMeso,           // cluster NAME "description" ... (docs/clusters.md)
  kDomainRefset,   // CSV: Cluster_ID, Cluster_Description, SNOMED_code, ...
  kOpenCodelists,  // CSV: code[, term]
};

// Told by the first line that is neither blank nor a comment. `file` is for
// the message when it is none of them.
Result<ClusterText> recognise_clusters(std::string_view text, const std::string& file);

Result<std::vector<Cluster>> read_meso_clusters(std::string_view text, const std::string& file);
Result<std::vector<Cluster>> read_domain_refset(std::string_view text, const std::string& file);
Result<std::vector<Cluster>> read_opencodelist(std::string_view text, const std::string& file,
                                               std::string_view name_hint);

// The release that a file's name or its folder's name states: the first day written as 20241205 or
// 2024-12-05, as "2024-12-05"; "" when neither states one.
std::string release_from_path(std::string_view path);

// The cluster that an opencodelists file of this base name holds: "hyp_cod-20241205" is HYP_COD.
std::string cluster_name_from_file(std::string_view base_name);

// Whether a rule could say it: letters, digits and _, the first an upper-case letter, at most 64.
bool is_cluster_name(std::string_view name);

}  // namespace meso::terms
