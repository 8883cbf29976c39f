#include "server/warm_places.h"

#include <algorithm>
#include <span>

#include "base/keys.h"
#include "network/own_texts.h"
#include "network/store.h"

namespace meso::server {

WarmPlaces::WarmPlaces(FileSystem& files, std::string directory, std::string keys_path)
    : files_(files), directory_(std::move(directory)), keys_path_(std::move(keys_path)) {}

// Files that came in are named by their digests; the tables made of them begin with the journal's stamp.
std::string WarmPlaces::digest() const {
  constexpr std::size_t kStamp = 4096;
  const std::string folder = join_path(directory_, "reference");
  std::string text;
  if (const auto names = files_.is_directory(folder) ? files_.list(folder) : std::vector<std::string>();
      names.ok()) {
    for (const std::string& name : *names) text += name + "\n";
  }
  if (const auto tables = files_.map(join_path(folder, "tables")); tables.ok()) {
    const auto bytes = (*tables)->bytes();
    text += std::to_string(bytes.size()) + digest_hex(bytes.first(std::min(kStamp, bytes.size())));
  }
  for (const char* own : {network::kVotingFile, network::kRecordFile}) {
    const auto written = files_.read(join_path(directory_, own));
    text += written.ok() ? digest_hex((*written)->bytes()) : "-";
  }
  return digest_hex(std::as_bytes(std::span(text))).substr(0, 16);
}

Result<std::shared_ptr<const WarmPlaces::Places>> WarmPlaces::now() {
  const std::lock_guard lock(mutex_);
  const std::string seen = digest();
  if (places_ && places_->digest == seen) return places_;
  auto model = network::open_network(files_, directory_, keys_path_, network::kEverything);
  if (!model.ok()) {
    if (places_) return places_;
    return model.error();
  }
  // Opening may itself have written the tables anew.
  places_ = std::make_shared<const Places>(Places{std::move(*model), digest()});
  return places_;
}

}  // namespace meso::server
