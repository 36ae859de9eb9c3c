#!/usr/bin/env bash
# The answers of `otaml run`, as a user would ask for them, against the goldens in OTAML_SHARED (default
# ../shared): twelve networks, seven of them with a state that three inferences in a row go through, and the
# paper's sixteen models, each in place, loaded and streamed,
# byte for byte, float32 outputs within 1e-5 + 1e-4 * |b|. Ends with 77 where there is no such folder.
#
#   tests/infer/goldens.sh [build/otaml]
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
otaml=${1:-$source_dir/build/otaml}
shared=${OTAML_SHARED:-$source_dir/../shared}
[ -d "$shared/golden" ] || {
  echo "skipped: no reference material (OTAML_SHARED)"
  exit 77
}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

networks=(micro_speech_quantized person_detect kws_ref_model ad01_int8 vww_96_int8
  keyword_scrambled keyword_scrambled_8bit micro_speech_lstm dtln_noise_suppression trained_lstm
  audio_preprocessor_int8 audio_preprocessor_float)
paper=(magic_wand vww2_50_50_INT8 vww3_128_128_INT8 vww4_128_128_INT8 wav2letter_same_shape_int8
  dnn_s_quantized dnn_m_quantized dnn_l_quantized cnn_s_quantized cnn_m_quantized cnn_l_quantized
  micro_speech mobilenet_v2_1.0_224_INT8 ad_small_int8 ad_medium_int8_rev1 ad_large_int8)
equal=0 close=0 wrong=0

floats_are_close() {
  paste <(od -An -v -w4 -tf4 "$1") <(od -An -v -w4 -tf4 "$2") | awk '
    { d = $1 - $2; if (d < 0) d = -d; b = $2 < 0 ? -$2 : $2 }
    NF != 2 || !(d <= 1e-5 + 1e-4 * b) { exit 1 }'
}

# compare MODEL.tflite GOLDEN_PREFIX WAY
compare() {
  local k=0
  while [ -r "$2.$k.in.bin" ]; do
    "$otaml" run "$1" --way "$3" --input "$2.$k.in.bin" --output "$answer"
    if cmp -s "$answer" "$2.$k.out.bin"; then
      equal=$((equal + 1))
    elif "$otaml" inspect "$1" --json | grep '"outputs"' | grep -q FLOAT32 &&
      floats_are_close "$answer" "$2.$k.out.bin"; then
      close=$((close + 1))
    else
      echo "DIFFERS: $1, golden $k, $3"
      wrong=$((wrong + 1))
    fi
    k=$((k + 1))
  done
  [ "$k" -gt 0 ] || {
    echo "no goldens for $1"
    wrong=$((wrong + 1))
  }
}

for way in inplace load stream; do
  for name in "${networks[@]}"; do
    compare "$shared/models/$name.tflite" "$shared/golden/$name" "$way"
  done
  for name in "${paper[@]}"; do
    compare "$shared/zoo/$name.tflite" "$shared/golden/zoo/$name" "$way"
  done
done
echo "otaml run: $equal goldens equal, $close float32 ones within the tolerance, $wrong wrong"
[ "$wrong" -eq 0 ]
