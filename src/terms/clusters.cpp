// ClusterSet: the clusters by name, whatever text they came from.

#include <algorithm>
#include <utility>

#include "base/files.h"
#include "base/nearest.h"
#include "terms/cluster_texts.h"
#include "terms/terms.h"

namespace meso::terms {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool ends_with_any_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && upper(text.substr(text.size() - ending.size())) == upper(ending);
}

std::string_view without_ending(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

}  // namespace

Status ClusterSet::load_text(std::string_view text, const std::string& file, std::string_view name_hint) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  MESO_ASSIGN_OR_RETURN(const ClusterText kind, recognise_clusters(text, file));
  std::vector<Cluster> read;
  switch (kind) {
    case ClusterText::kMeso: {
      MESO_ASSIGN_OR_RETURN(read, read_meso_clusters(text, file));
      break;
    }
    case ClusterText::kDomainRefset: {
      MESO_ASSIGN_OR_RETURN(read, read_domain_refset(text, file));
      break;
    }
    case ClusterText::kOpenCodelists: {
      MESO_ASSIGN_OR_RETURN(read, read_opencodelist(text, file, name_hint));
      break;
    }
  }
  for (Cluster& cluster : read) {
    const auto held = origins_.find(cluster.name);
    if (held != origins_.end()) {
      replacements_.push_back({cluster.name, held->second, file});
    }
    origins_[cluster.name] = file;
    put(std::move(cluster));
  }
  return {};
}

Status ClusterSet::load_path(const std::string& path) {
  FileSystem& files = real_files();
  if (files.is_directory(path)) {
    MESO_ASSIGN_OR_RETURN(const std::vector<std::string> names, files.list(path));
    for (const std::string& name : names) {
      const std::string below = join_path(path, name);
      const bool a_list = ends_with_any_case(name, ".csv") || ends_with_any_case(name, ".clusters");
      if (name.starts_with('.') || (!a_list && !files.is_directory(below))) continue;
      MESO_RETURN_IF_ERROR(load_path(below));
    }
    return {};
  }
  MESO_ASSIGN_OR_RETURN(const auto bytes, files.read(path));
  const auto span = bytes->bytes();
  const std::string_view text(reinterpret_cast<const char*>(span.data()), span.size());
  return load_text(text, path, without_ending(base_name(path)));
}

const Cluster* ClusterSet::find(std::string_view name) const {
  const auto at = clusters_.find(upper(name));
  return at == clusters_.end() ? nullptr : &at->second;
}

std::string ClusterSet::nearest(std::string_view name) const {
  NearestName nearest(name);
  for (const auto& [known, cluster] : clusters_) nearest.offer(known);
  return nearest.best();
}

void ClusterSet::put(Cluster cluster) {
  cluster.name = upper(cluster.name);
  std::sort(cluster.codes.begin(), cluster.codes.end());
  cluster.codes.erase(std::unique(cluster.codes.begin(), cluster.codes.end()), cluster.codes.end());
  std::string name = cluster.name;
  clusters_.insert_or_assign(std::move(name), std::move(cluster));
}

}  // namespace meso::terms
