"""The demo page in a headless browser, as wide as a phone and as a desktop.

CATVTON_SCREENSHOTS names a folder for its pictures.
"""
import base64
import os
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait


PHONE, DESKTOP = {"width": 390, "height": 844, "pixelRatio": 2.0}, {"width": 1280, "height": 900, "pixelRatio": 1.0}


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def browser(request):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1300,1000"):
        options.add_argument(argument)
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": request.param})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def take_picture(browser, name):
    if folder := os.environ.get("CATVTON_SCREENSHOTS"):
        width = browser.execute_script("return window.innerWidth")
        size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        picture = browser.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": width, "height": size["height"], "scale": 1}})
        Path(folder, f"{name}-{width}.png").write_bytes(base64.b64decode(picture["data"]))


def submit(browser, person, cloth):
    """Fills the form and returns the message that stays."""
    browser.find_element(By.NAME, "person_image").send_keys(str(person))
    browser.find_element(By.NAME, "cloth_image").send_keys(str(cloth))
    Select(browser.find_element(By.NAME, "num_inference_steps")).select_by_visible_text("10")
    browser.find_element(By.ID, "go").click()
    button = browser.find_element(By.ID, "go")
    WebDriverWait(browser, 120).until(lambda _: button.is_enabled())
    return browser.find_element(By.ID, "message")


def test_two_pictures_in_a_result_out(start, pictures, browser):
    _, paths = pictures
    server = start("server", "--model", "mini").wait_until_ready()
    browser.get(server.url + "/demo")
    message = submit(browser, paths["person_image"], paths["cloth_image"])
    assert message.text.startswith("Done in"), message.text
    assert "error" not in message.get_attribute("class")
    result = browser.find_element(By.CSS_SELECTOR, "#result img")
    assert browser.execute_script("return [arguments[0].naturalWidth, arguments[0].naturalHeight]", result) == [192, 256]
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")  # nothing cut off
    take_picture(browser, "result")


def test_an_error_is_told_in_words(start, pictures, browser, tmp_path):
    _, paths = pictures
    server = start("fault").wait_until_ready()
    browser.get(server.url + "/demo")
    take_picture(browser, "start")
    browser.find_element(By.ID, "go").click()
    assert "Choose a photo" in browser.find_element(By.ID, "message").text
    text = tmp_path / "photo.jpg"
    text.write_text("not a photograph")
    message = submit(browser, text, paths["cloth_image"])
    assert message.text == "Photo of a person: send a JPEG, PNG or WebP picture"
    assert "error" in message.get_attribute("class")
    take_picture(browser, "error")
    message = submit(browser, paths["person_image"], paths["cloth_image"])
    assert message.text.startswith("Done in")  # the page works on after an error


def test_a_key_is_asked_for(start, pictures, browser, tmp_path):
    _, paths = pictures
    (tmp_path / "key").write_text("sesame\n")
    server = start("fault", "--api-key-file", tmp_path / "key").wait_until_ready()
    browser.get(server.url + "/demo")
    field = browser.find_element(By.CSS_SELECTOR, "#key input")
    assert not field.is_displayed()
    assert "API key" in submit(browser, paths["person_image"], paths["cloth_image"]).text
    field.send_keys("sesame")
    take_picture(browser, "key")
    assert submit(browser, paths["person_image"], paths["cloth_image"]).text.startswith("Done in")


def test_a_server_that_is_gone(start, pictures, browser):
    _, paths = pictures
    server = start("fault").wait_until_ready()
    browser.get(server.url + "/demo")
    server.stop()
    assert submit(browser, paths["person_image"], paths["cloth_image"]).text == "The server cannot be reached."
