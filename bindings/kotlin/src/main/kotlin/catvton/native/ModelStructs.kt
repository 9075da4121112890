@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure.FieldOrder

// Weight files, named models and downloads. The names are the header's; a test holds every offset against it.

@FieldOrder("struct_size", "reserved", "format", "tensor_count", "bytes")
internal class WeightsInfoStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var format: Pointer? = null
    @JvmField var tensor_count: Long = 0
    @JvmField var bytes: Long = 0
}

@FieldOrder("struct_size", "rank", "name", "dtype", "shape")
internal class TensorInfoStruct : SizedStructure() {
    @JvmField var rank: Int = 0
    @JvmField var name: Pointer? = null
    @JvmField var dtype: Pointer? = null
    @JvmField var shape: Pointer? = null
}

@FieldOrder(
    "struct_size", "complete", "name", "description", "bytes", "file_count", "license_count", "folder_count",
)
internal class ModelInfoStruct : SizedStructure() {
    @JvmField var complete: Int = 0
    @JvmField var name: Pointer? = null
    @JvmField var description: Pointer? = null
    @JvmField var bytes: Long = 0
    @JvmField var file_count: Long = 0
    @JvmField var license_count: Long = 0
    @JvmField var folder_count: Long = 0
}

@FieldOrder("struct_size", "state", "repository", "revision", "path", "location", "bytes")
internal class ModelFileStruct : SizedStructure() {
    @JvmField var state: Int = 0
    @JvmField var repository: Pointer? = null
    @JvmField var revision: Pointer? = null
    @JvmField var path: Pointer? = null
    @JvmField var location: Pointer? = null
    @JvmField var bytes: Long = 0
}

@FieldOrder("struct_size", "reserved", "repository", "name", "url", "terms")
internal class ModelLicenseStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var repository: Pointer? = null
    @JvmField var name: Pointer? = null
    @JvmField var url: Pointer? = null
    @JvmField var terms: Pointer? = null
}

@FieldOrder("struct_size", "reserved", "endpoint", "models", "bytes", "download_bytes")
internal class PullPlanStruct(memory: Pointer? = null) : SizedStructure(memory) {
    @JvmField var reserved: Int = 0
    @JvmField var endpoint: Pointer? = null
    @JvmField var models: Long = 0
    @JvmField var bytes: Long = 0
    @JvmField var download_bytes: Long = 0
}

@FieldOrder(
    "struct_size", "reserved", "repository", "path", "file_bytes", "file_done", "download_bytes", "download_done",
)
internal class PullProgressStruct(memory: Pointer? = null) : SizedStructure(memory) {
    @JvmField var reserved: Int = 0
    @JvmField var repository: Pointer? = null
    @JvmField var path: Pointer? = null
    @JvmField var file_bytes: Long = 0
    @JvmField var file_done: Long = 0
    @JvmField var download_bytes: Long = 0
    @JvmField var download_done: Long = 0
}

@FieldOrder(
    "struct_size", "offline", "latest", "check_cached", "retry_delay_seconds", "plan", "plan_user_data", "progress",
    "progress_user_data", "cancellation",
)
internal class PullOptionsStruct : SizedStructure() {
    @JvmField var offline: Int = 0
    @JvmField var latest: Int = 0
    @JvmField var check_cached: Int = 0
    @JvmField var retry_delay_seconds: Double = 0.0
    @JvmField var plan: PullPlanCallback? = null
    @JvmField var plan_user_data: Pointer? = null
    @JvmField var progress: PullProgressCallback? = null
    @JvmField var progress_user_data: Pointer? = null
    @JvmField var cancellation: Long = 0
}
