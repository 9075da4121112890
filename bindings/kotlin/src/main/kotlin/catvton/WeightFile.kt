package catvton

/**
 * One tensor of a weight file.
 *
 * @property dtype as safetensors writes it: "F32", "F16", ...
 */
public data class TensorInfo(val name: String, val dtype: String, val shape: List<Long>)

/**
 * What a weight file holds.
 *
 * @property format "safetensors", "torch_zip", "torch_legacy" or "detectron2_pickle"
 * @property bytes of all tensors together
 * @property tensors in the order of the file
 */
public data class WeightFile(val format: String, val bytes: Long, val tensors: List<TensorInfo>)
