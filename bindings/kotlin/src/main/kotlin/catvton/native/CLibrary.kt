package catvton.native

import catvton.InvalidStateException
import com.sun.jna.Library
import com.sun.jna.Native
import com.sun.jna.NativeLibrary
import com.sun.jna.Pointer
import com.sun.jna.ptr.IntByReference
import com.sun.jna.ptr.LongByReference
import com.sun.jna.ptr.PointerByReference

/** Version of the interface that the structs and functions here are written for. */
internal const val ABI_VERSION = 1

/**
 * The functions of `catvton/catvton.h`, by name. Handles and sizes are 64-bit, which the header demands of the platform.
 * JNA looks for `catvton_c` in `jna.library.path`, the system's library path and on the class path.
 */
@Suppress("FunctionName")
internal object CLibrary {
    init {
        val options = mapOf(Library.OPTION_STRING_ENCODING to "UTF-8")
        Native.register(CLibrary::class.java, NativeLibrary.getInstance("catvton_c", options))
        val found = catvton_abi_version()
        if (found != ABI_VERSION) {
            throw InvalidStateException(
                "libcatvton_c has interface version $found and this binding is for $ABI_VERSION; install ones that match",
            )
        }
    }

    @JvmStatic external fun catvton_abi_version(): Int
    @JvmStatic external fun catvton_get_version(info: VersionInfoStruct): Int
    @JvmStatic external fun catvton_get_status_info(status: Int, info: StatusInfoStruct): Int
    @JvmStatic external fun catvton_last_error_message(): String
    @JvmStatic external fun catvton_set_log_sink(sink: LogCallback?, userData: Pointer?, minimumLevel: Int): Int

    @JvmStatic external fun catvton_decode_options_init(options: DecodeOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_encode_options_init(options: EncodeOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_probe_image(data: ByteArray, size: Long, options: DecodeOptionsStruct, info: ImageInfoStruct): Int
    @JvmStatic external fun catvton_probe_image_file(path: String, options: DecodeOptionsStruct, info: ImageInfoStruct): Int
    @JvmStatic external fun catvton_image_decode(data: ByteArray, size: Long, options: DecodeOptionsStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_image_load(path: String, options: DecodeOptionsStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_image_get_view(image: Long, view: ImageViewStruct): Int
    @JvmStatic external fun catvton_image_free(image: Long): Int
    @JvmStatic external fun catvton_image_encode(pixels: ImageViewStruct, options: EncodeOptionsStruct, bytes: LongByReference): Int
    @JvmStatic external fun catvton_image_save(pixels: ImageViewStruct, path: String, quality: Int): Int
    @JvmStatic external fun catvton_bytes_get(bytes: Long, data: PointerByReference, size: LongByReference): Int
    @JvmStatic external fun catvton_bytes_free(bytes: Long): Int
    @JvmStatic external fun catvton_image_resize(pixels: ImageViewStruct, width: Int, height: Int, filter: Int, image: LongByReference): Int
    @JvmStatic external fun catvton_image_resize_and_crop(pixels: ImageViewStruct, width: Int, height: Int, image: LongByReference): Int
    @JvmStatic external fun catvton_image_resize_and_padding(pixels: ImageViewStruct, width: Int, height: Int, image: LongByReference): Int
    @JvmStatic external fun catvton_image_gaussian_blur(pixels: ImageViewStruct, radius: Float, image: LongByReference): Int
    @JvmStatic external fun catvton_image_to_grey(pixels: ImageViewStruct, image: LongByReference): Int

    @JvmStatic external fun catvton_device_options_init(options: DeviceOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_context_create(options: DeviceOptionsStruct, context: LongByReference): Int
    @JvmStatic external fun catvton_context_get_device(context: Long, info: DeviceInfoStruct): Int
    @JvmStatic external fun catvton_context_get_memory(context: Long, info: MemoryInfoStruct): Int
    @JvmStatic external fun catvton_context_get_busy(context: Long, busy: IntByReference): Int
    @JvmStatic external fun catvton_context_free(context: Long): Int

    @JvmStatic external fun catvton_cancellation_create(cancellation: LongByReference): Int
    @JvmStatic external fun catvton_cancellation_cancel(cancellation: Long): Int
    @JvmStatic external fun catvton_cancellation_reset(cancellation: Long): Int
    @JvmStatic external fun catvton_cancellation_get_cancelled(cancellation: Long, cancelled: IntByReference): Int
    @JvmStatic external fun catvton_cancellation_free(cancellation: Long): Int

    @JvmStatic external fun catvton_model_options_init(options: ModelOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_weights_inspect(path: String, weights: LongByReference): Int
    @JvmStatic external fun catvton_weights_get_info(weights: Long, info: WeightsInfoStruct): Int
    @JvmStatic external fun catvton_weights_get_tensor(weights: Long, index: Long, info: TensorInfoStruct): Int
    @JvmStatic external fun catvton_weights_free(weights: Long): Int
    @JvmStatic external fun catvton_convert_model(model: ModelOptionsStruct, precision: Int, path: String): Int

    @JvmStatic external fun catvton_pull_options_init(options: PullOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_models_list(models: LongByReference): Int
    @JvmStatic external fun catvton_models_find(name: String, models: LongByReference): Int
    @JvmStatic external fun catvton_models_pull(name: String, options: PullOptionsStruct, models: LongByReference): Int
    @JvmStatic external fun catvton_models_pull_missing(model: ModelOptionsStruct, options: PullOptionsStruct): Int
    @JvmStatic external fun catvton_models_verify(name: String, options: PullOptionsStruct, models: LongByReference): Int
    @JvmStatic external fun catvton_models_get_count(models: Long, count: LongByReference): Int
    @JvmStatic external fun catvton_models_get_info(models: Long, model: Long, info: ModelInfoStruct): Int
    @JvmStatic external fun catvton_models_get_file(models: Long, model: Long, index: Long, file: ModelFileStruct): Int
    @JvmStatic external fun catvton_models_get_license(models: Long, model: Long, index: Long, license: ModelLicenseStruct): Int
    @JvmStatic external fun catvton_models_get_folder(models: Long, model: Long, index: Long, folder: PointerByReference): Int
    @JvmStatic external fun catvton_models_free(models: Long): Int

    @JvmStatic external fun catvton_mask_options_init(options: MaskOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_masker_create(context: Long, options: ModelOptionsStruct, masker: LongByReference): Int
    @JvmStatic external fun catvton_masker_run(masker: Long, person: ImageViewStruct, clothType: Int, options: MaskOptionsStruct, result: LongByReference): Int
    @JvmStatic external fun catvton_masker_load(masker: Long): Int
    @JvmStatic external fun catvton_masker_unload(masker: Long): Int
    @JvmStatic external fun catvton_masker_set_cache_bytes(masker: Long, bytes: Long): Int
    @JvmStatic external fun catvton_masker_free(masker: Long): Int
    @JvmStatic external fun catvton_mask_result_get_map(result: Long, map: Int, view: ImageViewStruct): Int
    @JvmStatic external fun catvton_mask_result_get_info(result: Long, info: MaskResultInfoStruct): Int
    @JvmStatic external fun catvton_mask_result_get_person(result: Long, index: Int, box: PersonBoxStruct): Int
    @JvmStatic external fun catvton_mask_result_free(result: Long): Int
    @JvmStatic external fun catvton_assemble_mask(
        densepose: ImageViewStruct,
        atr: ImageViewStruct,
        lip: ImageViewStruct,
        clothType: Int,
        options: MaskOptionsStruct,
        mask: LongByReference,
    ): Int
    @JvmStatic external fun catvton_palette_image(labels: ImageViewStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_overlay(person: ImageViewStruct, mask: ImageViewStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_masked_person(person: ImageViewStruct, mask: ImageViewStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_load_label_map(path: String, labels: LongByReference): Int
    @JvmStatic external fun catvton_save_label_map(labels: ImageViewStruct, path: String): Int

    @JvmStatic external fun catvton_tryon_options_init(options: TryOnOptionsStruct, size: Int): Int
    @JvmStatic external fun catvton_pipeline_create(context: Long, options: ModelOptionsStruct, pipeline: LongByReference): Int
    @JvmStatic external fun catvton_pipeline_run(
        pipeline: Long,
        person: ImageViewStruct,
        cloth: ImageViewStruct,
        mask: ImageViewStruct?,
        options: TryOnOptionsStruct,
        result: LongByReference,
    ): Int
    @JvmStatic external fun catvton_pipeline_run_with_masker(
        pipeline: Long,
        person: ImageViewStruct,
        cloth: ImageViewStruct,
        masker: Long,
        clothType: Int,
        options: TryOnOptionsStruct,
        maskOptions: MaskOptionsStruct,
        result: LongByReference,
        masked: LongByReference,
    ): Int
    @JvmStatic external fun catvton_pipeline_run_batch(pipeline: Long, requests: Pointer?, count: Long, options: TryOnOptionsStruct, results: LongArray): Int
    @JvmStatic external fun catvton_pipeline_estimate(pipeline: Long, options: TryOnOptionsStruct, batch: Int, estimate: MemoryEstimateStruct): Int
    @JvmStatic external fun catvton_pipeline_get_default_options(pipeline: Long, options: TryOnOptionsStruct): Int
    @JvmStatic external fun catvton_pipeline_get_mask_free(pipeline: Long, maskFree: IntByReference): Int
    @JvmStatic external fun catvton_pipeline_free(pipeline: Long): Int
    @JvmStatic external fun catvton_fitted_person(person: ImageViewStruct, options: TryOnOptionsStruct, image: LongByReference): Int
    @JvmStatic external fun catvton_tryon_result_get_image(result: Long, view: ImageViewStruct): Int
    @JvmStatic external fun catvton_tryon_result_get_mask(result: Long, view: ImageViewStruct): Int
    @JvmStatic external fun catvton_tryon_result_get_info(result: Long, info: TryOnResultInfoStruct): Int
    @JvmStatic external fun catvton_tryon_result_free(result: Long): Int
}
